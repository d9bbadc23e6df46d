"""What browsers may keep."""

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from academy_app.pages.lasting import FOR_GOOD, LastingAssets


async def _files(scope: Scope, receive: Receive, send: Send) -> None:
    status = 404 if "missing" in scope["path"] else 200
    await PlainTextResponse("file", status)(scope, receive, send)


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/assets/page-1a2b.js", FOR_GOOD),
        ("/assets/missing.js", None),
        ("/site.js", None),
        ("/", None),
    ],
)
async def test_only_what_is_named_after_its_content_is_kept(path: str, kept: str | None) -> None:
    transport = httpx.ASGITransport(app=LastingAssets(_files))
    async with httpx.AsyncClient(transport=transport, base_url="http://academy.test") as browser:
        assert (await browser.get(path)).headers.get("cache-control") == kept
