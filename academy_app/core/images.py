"""Images that were uploaded, unpacked with care: whatever came, only its pixels go on.

No place of the photograph, no script in a comment, no second format hiding in the file survives.
"""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from typing import TypeVar

from PIL import Image, ImageOps

from academy_app.core.errors import Invalid, Problem

# Counted from the header, before a pixel is unpacked: 16 megapixels are 64 MB in memory.
MOST_PIXELS = 16_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")

T = TypeVar("T")

# One at a time: what is unpacked is far larger than what was sent.
_studio = ThreadPoolExecutor(1, thread_name_prefix="images")


async def in_studio(work: Callable[[bytes], T], uploaded: bytes) -> T:
    """Do the work on an image beside the event loop, after the one before."""
    return await asyncio.get_running_loop().run_in_executor(_studio, work, uploaded)


@contextmanager
def opened(uploaded: bytes, field: str, most_bytes: int, side: int) -> Iterator[Image.Image]:
    """The image, not yet unpacked. One whose sides will not be needed above `side` may come
    smaller than it is.

    Raises Invalid naming `field`, also for what goes wrong within the block.
    """
    if len(uploaded) > most_bytes:
        raise Invalid({field: Problem("picture.too_large", {"mb": most_bytes // 1_000_000})})
    try:
        with Image.open(BytesIO(uploaded), formats=FORMATS) as image:
            # JPEG can be unpacked at a fraction of its size; a phone's photograph is far too
            # large. Not where it comes in layers: those are kept whole to the last.
            if "progressive" not in image.info:
                image.draft("RGB", (side, side))
            if image.width * image.height > MOST_PIXELS:
                raise Invalid({field: "picture.too_many_pixels"})
            yield image
    except Image.DecompressionBombError as error:
        raise Invalid({field: "picture.too_many_pixels"}) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise Invalid({field: "picture.unreadable"}) from error


def upright(image: Image.Image, factor: int) -> Image.Image:
    """Turned as it was taken, in RGBA; `factor` times smaller before, as each step makes a copy."""
    return ImageOps.exif_transpose(_reduced(image, factor)).convert("RGBA")


def webp(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    if factor < 2:
        return image
    # Neither a palette's colours nor 16 bits can be averaged.
    is_plain = image.mode in {"L", "LA", "RGB", "RGBA", "CMYK"}
    return (image if is_plain else image.convert("RGBA")).reduce(factor)
