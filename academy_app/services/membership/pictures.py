"""Members' pictures: whatever was uploaded becomes a small square of our own making."""

from PIL import Image, ImageOps

from academy_app.core import images, storage
from academy_app.core.actor import Actor
from academy_app.core.db import writing
from academy_app.services import limits
from academy_app.services.membership.members import set_picture

MOST_BYTES = 5_000_000
SIDE = 256
FOLDER = "pictures"


async def change_picture(actor: Actor, uploaded: bytes) -> str:
    """Show this picture beside the member's name; the path of the stored file.

    Opens its own doors, for the work on the image. Raises Invalid naming `picture`.
    """
    async with writing() as tx:
        await limits.take(tx, limits.picture(actor.member_id))
    square = await images.in_studio(_square, uploaded)
    # Each member's in a folder of their own: what one deletes, no other shows.
    kept = await storage.save(square, "picture.webp", f"{FOLDER}/{actor.member_id}")
    async with writing() as tx:
        former = await set_picture(tx, actor, kept.path)
    await _forget(former, kept.path)
    return kept.path


async def remove_picture(actor: Actor) -> None:
    """Show initials again."""
    async with writing() as tx:
        former = await set_picture(tx, actor, "")
    await _forget(former, "")


async def _forget(former: str, current: str) -> None:
    """Delete the picture that was shown before, unless it is no upload or the same again."""
    if former.startswith(f"{FOLDER}/") and former != current:
        await storage.delete(former)


def _square(uploaded: bytes) -> bytes:
    """WebP, 256 by 256, of the middle of the picture."""
    with images.opened(uploaded, "picture", MOST_BYTES, SIDE * 2) as image:
        whole = images.upright(image, min(image.size) // (SIDE * 2))
        return images.webp(ImageOps.fit(whole, (SIDE, SIDE), Image.Resampling.LANCZOS), 82)
