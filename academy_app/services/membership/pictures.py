"""Members' pictures: whatever was uploaded becomes a small square of our own making.

Only pixels survive: no place of the photograph, no script in a comment, no second format
hiding in the file.
"""

import asyncio
from io import BytesIO
from pathlib import Path
from secrets import token_hex

from PIL import Image, ImageOps

from academy_app.core.actor import Actor
from academy_app.core.db import writing
from academy_app.core.errors import Invalid, Problem
from academy_app.core.settings import settings
from academy_app.services import limits
from academy_app.services.membership.members import set_picture

MOST_BYTES = 5_000_000
# Counted from the header, before a pixel is unpacked: 50 megapixels are 200 MB in memory.
MOST_PIXELS = 50_000_000
SIDE = 256
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
FOLDER = "pictures"


async def change_picture(actor: Actor, uploaded: bytes) -> str:
    """Show this picture beside the member's name; the path of the stored file.

    Opens its own doors, for the work on the image. Raises Invalid naming `picture`.
    """
    async with writing() as tx:
        await limits.take(tx, limits.picture(actor.member_id))
    square = await asyncio.to_thread(_square, uploaded)
    # A name nobody can guess and that never comes back: browsers may keep the file for ever.
    path = f"{FOLDER}/{actor.member_id}-{token_hex(8)}.webp"
    await asyncio.to_thread(_write, path, square)
    async with writing() as tx:
        former = await set_picture(tx, actor, path)
    await asyncio.to_thread(_remove, former)
    return path


async def remove_picture(actor: Actor) -> None:
    """Show initials again."""
    async with writing() as tx:
        former = await set_picture(tx, actor, "")
    await asyncio.to_thread(_remove, former)


def _square(uploaded: bytes) -> bytes:
    """WebP, 256 by 256, of the middle of the picture."""
    if len(uploaded) > MOST_BYTES:
        raise Invalid({"picture": Problem("picture.too_large", {"mb": MOST_BYTES // 1_000_000})})
    try:
        with Image.open(BytesIO(uploaded), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Invalid({"picture": "picture.too_many_pixels"})
            return _encoded(image)
    except Image.DecompressionBombError as error:
        raise Invalid({"picture": "picture.too_many_pixels"}) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise Invalid({"picture": "picture.unreadable"}) from error


def _encoded(image: Image.Image) -> bytes:
    # JPEG can be unpacked at a fraction of its size; a phone's photograph is far too large.
    image.draft("RGB", (SIDE * 2, SIDE * 2))
    upright = ImageOps.exif_transpose(image)
    small = ImageOps.fit(upright.convert("RGBA"), (SIDE, SIDE), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()


def _write(path: str, content: bytes) -> None:
    target = _stored(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _remove(path: str) -> None:
    if path.startswith(f"{FOLDER}/"):
        _stored(path).unlink(missing_ok=True)


def _stored(path: str) -> Path:
    return settings().files_dir / path
