"""Images that members put into their posts."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from PIL import Image
from sqlalchemy import delete, exists, or_, select, tuple_
from sqlmodel import col

from academy_app.core import images, storage
from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Reading, Tx, writing
from academy_app.core.errors import Conflict, Invalid, NotFound
from academy_app.core.ids import is_id
from academy_app.models.discussion import Draft, Post, Upload
from academy_app.models.showing import FOLDER, PATH, SHOWING, Shown
from academy_app.policy.decisions import can_manage_upload, require
from academy_app.services import limits

MOST_BYTES = 10_000_000
SIDE = 2048
# What nothing shows is kept for so long: somebody is writing.
KEPT: Final = timedelta(days=2)
# Texts that are read at once.
TEXTS: Final = 200
# A transaction that was open when the texts were read.
_SLACK: Final = timedelta(minutes=5)


async def add_image(actor: Actor, uploaded: bytes, name: str = "") -> Upload:
    """Keep an image of the member's; the same one again is the upload that is there.

    Opens its own doors, for the work on the image. Raises Invalid naming `image`.
    """
    async with writing() as tx:
        await limits.take(tx, limits.image(actor.member_id))
    made, width, height = await images.in_studio(_made, uploaded)
    kept = await storage.save(made, "image.webp", f"{FOLDER}/{actor.member_id}")
    async with writing() as tx:
        return await _known_again(tx, kept.path) or await _added(
            tx,
            Upload(
                member_id=actor.member_id,
                path=kept.path,
                name=" ".join(sign for sign in name.split() if sign.isprintable())[:300],
                width=width,
                height=height,
                size=kept.size,
            ),
        )


async def delete_image(tx: Tx, actor: Actor, upload_id: int) -> str:
    """Forget an image that nothing shows; its path, to be given to `storage.delete` after the
    commit. Raises Conflict for one that something shows, if only an earlier version or a draft.
    """
    upload = await tx.get(Upload, upload_id, with_for_update=True) if is_id(upload_id) else None
    if upload is None:
        raise NotFound
    require(can_manage_upload(actor, upload))
    if await _is_shown(tx, upload.path):
        raise Conflict("media.in_use")
    await tx.delete(upload)
    return upload.path


async def unused(rx: Reading) -> list[str]:
    """The paths of uploads that were made a while ago and that nothing shows, not even an earlier
    version of it or a draft."""
    old = set(await rx.scalars(select(col(Upload.path)).where(_is_old())))
    for shown in SHOWING:
        if old:
            await _take_out_shown(rx, old, shown)
    return sorted(old)


async def drop(tx: Tx, paths: Collection[str], before: datetime) -> list[str]:
    """Forget those of the unused uploads that nobody has put into a text since `before`, when the
    texts began to be read, or uploaded again; their paths."""
    since = before - _SLACK
    shown: set[str] = set()
    recent: tuple[tuple[Any, Any], ...] = (
        (Post.body, or_(col(Post.created_at) >= since, col(Post.edited_at) >= since)),
        (Draft.fields, col(Draft.updated_at) >= since),
    )
    for text, is_new in recent:
        for written in await tx.scalars(
            select(text).where(is_new, col(text).contains(f"{FOLDER}/"))
        ):
            shown.update(PATH.findall(written))
    dropped = await tx.scalars(
        delete(Upload)
        .where(col(Upload.path).in_(set(paths) - shown), _is_old())
        .returning(col(Upload.path))
        .execution_options(synchronize_session=False)
    )
    return list(dropped)


async def delete_files(paths: Sequence[str]) -> None:
    """Delete what `drop` has forgotten, but for what has just been uploaded again."""
    for path in paths:
        await storage.delete(path, KEPT)


async def _take_out_shown(rx: Reading, paths: set[str], shown: Shown) -> None:
    after: Sequence[Any] = ()
    while True:
        wanted = select(*shown.keys, shown.text.label("shown")).where(shown.may_show)
        if after:
            wanted = wanted.where(tuple_(*shown.keys) > tuple_(*after))
        rows = (await rx.execute(wanted.order_by(*shown.keys).limit(TEXTS))).all()
        for row in rows:
            paths.difference_update(PATH.findall(row.shown))
        if len(rows) < TEXTS:
            return
        after = rows[-1][: len(shown.keys)]


async def _is_shown(tx: Tx, path: str) -> bool:
    for shown in SHOWING:
        found = exists().where(shown.may_show, col(shown.text).contains(path))
        if await tx.scalar(select(found)):
            return True
    return False


def _is_old() -> Any:
    return col(Upload.at) < now() - KEPT


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


async def _known_again(tx: Tx, path: str) -> Upload | None:
    """The upload that is there, as good as new."""
    known = await tx.scalars(
        select(Upload).where(col(Upload.path) == path).limit(1).with_for_update()
    )
    upload = known.first()
    if upload is not None:
        upload.at = now()
    return upload


async def _added(tx: Tx, upload: Upload) -> Upload:
    tx.add(upload)
    await tx.flush()
    return upload
