"""Images that members put into their posts."""

from PIL import Image
from sqlalchemy import select
from sqlmodel import col

from academy_app.core import images, storage
from academy_app.core.actor import Actor
from academy_app.core.db import Tx, writing
from academy_app.core.errors import Invalid
from academy_app.models.discussion import Upload
from academy_app.services import limits

MOST_BYTES = 10_000_000
SIDE = 2048
FOLDER = "images"


async def add_image(actor: Actor, uploaded: bytes) -> Upload:
    """Keep an image of the member's; the same one again is the upload that is there.

    Opens its own doors, for the work on the image. Raises Invalid naming `image`.
    """
    async with writing() as tx:
        await limits.take(tx, limits.image(actor.member_id))
    made, width, height = await images.in_studio(_made, uploaded)
    kept = await storage.save(made, "image.webp", f"{FOLDER}/{actor.member_id}")
    async with writing() as tx:
        return await _known(tx, kept.path) or await _added(
            tx,
            Upload(
                member_id=actor.member_id,
                path=kept.path,
                width=width,
                height=height,
                size=kept.size,
            ),
        )


def _made(uploaded: bytes) -> tuple[bytes, int, int]:
    """WebP of our own making with its sides, 2048 at most."""
    with images.opened(uploaded, "image", MOST_BYTES, SIDE) as image:
        # One frame of a film would not be what the member wanted to show.
        if getattr(image, "is_animated", False):
            raise Invalid({"image": "picture.animated"})
        whole = images.upright(image, max(image.size) // (SIDE * 2))
        whole.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
        if whole.getchannel("A").getextrema() == (255, 255):
            whole = whole.convert("RGB")
        return images.webp(whole, 85), whole.width, whole.height


async def _known(tx: Tx, path: str) -> Upload | None:
    return (await tx.scalars(select(Upload).where(col(Upload.path) == path).limit(1))).first()


async def _added(tx: Tx, upload: Upload) -> Upload:
    tx.add(upload)
    await tx.flush()
    return upload
