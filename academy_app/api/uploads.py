"""Images for posts."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from academy_app.api.deps import CurrentActor
from academy_app.core.errors import Invalid
from academy_app.core.hrefs import file_href
from academy_app.core.markdown import written
from academy_app.services import uploads

router = APIRouter(prefix="/community", tags=["uploads"])


class Image(BaseModel):
    """`markdown` shows the image in a post."""

    markdown: str
    href: str
    width: int
    height: int


# Somewhat larger ones are still read, to be refused with a reason.
@router.post("/images", status_code=201, max_body_size=2 * uploads.MOST_BYTES)
async def add_image(
    request: Request, actor: CurrentActor, alt: Annotated[str, Query(max_length=300)] = ""
) -> Image:
    """The body is the image itself: PNG, JPEG, WebP or GIF, 10 MB at most."""
    if not request.headers.get("content-type", "").startswith("image/"):
        raise Invalid({"image": "picture.unreadable"})
    kept = await uploads.add_image(actor, await request.body(), alt)
    href = file_href(kept.path)
    shown = written.image(alt, href, kept.width, kept.height)
    return Image(markdown=shown, href=href, width=kept.width, height=kept.height)
