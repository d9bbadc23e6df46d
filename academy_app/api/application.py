"""The API as one ASGI application, to be mounted beside the pages."""

from fastapi import Depends, FastAPI
from starlette.types import ASGIApp

from academy_app.api import (
    auth,
    authoring,
    bookmarks,
    categories,
    community,
    courses,
    drafts,
    exports,
    files,
    following,
    groups,
    imports,
    live,
    media,
    members,
    notes,
    notices,
    people,
    problems,
    progress,
    search,
    teaching,
    transcripts,
    uploads,
    writing,
)
from academy_app.api.answers import Head, Private, TooLarge
from academy_app.api.guard import same_origin
from academy_app.api.shortcut import Shortcut
from academy_app.core.errors import NotFound

PREFIX = "/api/lms"
# Of a body, in bytes; a route that takes files says its own.
MOST = 1_000_000

# Routes are tried in this order: the one that is asked hundreds of times a second comes first.
ROUTERS = (
    progress.router,
    auth.router,
    members.router,
    courses.router,
    teaching.router,
    transcripts.router,
    notes.router,
    live.router,
    community.router,
    drafts.router,
    uploads.router,
    writing.router,
    notices.router,
    following.router,
    bookmarks.router,
    people.router,
    categories.router,
    groups.router,
    search.router,
    authoring.router,
    media.router,
    imports.router,
    exports.router,
)


class _Api(FastAPI):
    def build_middleware_stack(self) -> ASGIApp:
        """Ours stand outside even of the bound on bodies, which answers by itself."""
        layers = TooLarge(super().build_middleware_stack())
        return Head(Private(Shortcut(layers, f"{PREFIX}/progress/video")))


def application() -> FastAPI:
    """All routes, the OpenAPI description and the one handler of errors."""
    app = _Api(
        title="Academy",
        version="1",
        max_body_size=MOST,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        dependencies=[Depends(same_origin)],
        responses={"default": {"model": problems.ProblemBody, "description": "Problem (RFC 9457)"}},
    )
    for router in ROUTERS:
        app.include_router(router, prefix=PREFIX)
    app.include_router(files.router)
    app.add_api_route(
        f"{PREFIX}/{{_rest:path}}", _nothing_here, methods=_METHODS, include_in_schema=False
    )
    problems.handle(app)
    return app


_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


def _nothing_here(_rest: str) -> None:
    """Whatever is mounted behind the API shall not answer in its name."""
    raise NotFound
