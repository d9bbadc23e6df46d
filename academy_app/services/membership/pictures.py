"""Members' pictures: whatever was uploaded becomes a small square of our own making.

Only pixels survive: no place of the photograph, no script in a comment, no second format
hiding in the file.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from PIL import Image, ImageOps

from academy_app.core import storage
from academy_app.core.actor import Actor
from academy_app.core.db import writing
from academy_app.core.errors import Invalid, Problem
from academy_app.services import limits
from academy_app.services.membership.members import set_picture

MOST_BYTES = 5_000_000
# Counted from the header, before a pixel is unpacked: 16 megapixels are 64 MB in memory.
MOST_PIXELS = 16_000_000
SIDE = 256
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
FOLDER = "pictures"

# One at a time: what is unpacked is far larger than what was sent.
_studio = ThreadPoolExecutor(1, thread_name_prefix="pictures")


async def change_picture(actor: Actor, uploaded: bytes) -> str:
    """Show this picture beside the member's name; the path of the stored file.

    Opens its own doors, for the work on the image. Raises Invalid naming `picture`.
    """
    async with writing() as tx:
        await limits.take(tx, limits.picture(actor.member_id))
    square = await asyncio.get_running_loop().run_in_executor(_studio, _square, uploaded)
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
    if len(uploaded) > MOST_BYTES:
        raise Invalid({"picture": Problem("picture.too_large", {"mb": MOST_BYTES // 1_000_000})})
    try:
        with Image.open(BytesIO(uploaded), formats=FORMATS) as image:
            # JPEG can be unpacked at a fraction of its size; a phone's photograph is far too
            # large. Not where it comes in layers: those are kept whole to the last.
            if "progressive" not in image.info:
                image.draft("RGB", (SIDE * 2, SIDE * 2))
            if image.width * image.height > MOST_PIXELS:
                raise Invalid({"picture": "picture.too_many_pixels"})
            return _encoded(image)
    except Image.DecompressionBombError as error:
        raise Invalid({"picture": "picture.too_many_pixels"}) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise Invalid({"picture": "picture.unreadable"}) from error


def _encoded(image: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(_reduced(image)).convert("RGBA")
    small = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()


def _reduced(image: Image.Image) -> Image.Image:
    """A good deal smaller before it is turned and converted, each of which makes a copy."""
    factor = min(image.size) // (SIDE * 2)
    if factor < 2:
        return image
    # Neither a palette's colours nor 16 bits can be averaged.
    is_plain = image.mode in {"L", "LA", "RGB", "RGBA", "CMYK"}
    return (image if is_plain else image.convert("RGBA")).reduce(factor)
