"""The composition root: pages, API, first look, live bell, error handler. No logic."""

import logging
from pathlib import Path

import reflex as rx
from reflex.event import EventSpec
from starlette.types import ASGIApp

from academy_app.api.application import application
from academy_app.api.gate import Gate
from academy_app.components.scripts import together
from academy_app.core import bus
from academy_app.core.errors import AcademyError
from academy_app.core.logging import keep_secrets
from academy_app.jobs.housekeeping import finishing_reports, keep_house
from academy_app.jobs.importing import keep_importing
from academy_app.jobs.link_health import keep_links
from academy_app.jobs.schedule import keep_schedule
from academy_app.pages import missing
from academy_app.pages.first_look import FirstLook
from academy_app.pages.lasting import LastingAssets
from academy_app.pages.page import Page
from academy_app.pages.routes import PAGES
from academy_app.pages.shell import live_page
from academy_app.state import live
from academy_app.state.problems import noted, told

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / ".web" / "build" / "client"
# What works before and beside the live page.
PLAIN = ("site.js", "forms.js", "acts.js", "people.js", "search.js", "compose.js")
BOOT = (Path(__file__).parent / "pages" / "boot.js").read_text("utf-8")


def _asgi(reflex: ASGIApp) -> ASGIApp:
    """The API and the first looks stand before Reflex's own app."""
    return Gate(application(), FirstLook(LastingAssets(reflex), PAGES, missing.PAGE, BUILD))


def _on_error(exception: Exception) -> EventSpec:
    if not isinstance(exception, AcademyError):
        logger.error("an event failed", exc_info=exception)
    return told(exception)


def _add(app: rx.App, page: Page) -> None:
    def compiled() -> rx.Component:
        return live_page(page)

    # Reflex bundles what pages draw by the module that made them: all of one module is one script.
    # Each page shall bring its own and no other's.
    compiled.__module__ = page.draw.__module__
    app.add_page(compiled, route=page.route, title="", on_load=page.opened)


# Also in workers that nobody configured the log of.
keep_secrets()
app = rx.App(
    stylesheets=[
        "/theme.css",
        "/type.css",
        "/icons.css",
        "/code.css",
        "/people.css",
        "/search.css",
    ],
    head_components=[
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.script(BOOT),
        rx.el.script(src=together("plain.js", PLAIN), defer=True),
    ],
    api_transformer=_asgi,
    backend_exception_handler=_on_error,
    frontend_exception_handler=noted,
    app_wraps={},
    toaster=None,
)
for page in (*PAGES, missing.PAGE):
    _add(app, page)
app.register_lifespan_task(bus.between_workers)
app.register_lifespan_task(live.running, app=app)
app.register_lifespan_task(keep_house)
app.register_lifespan_task(keep_schedule)
app.register_lifespan_task(keep_links)
app.register_lifespan_task(keep_importing)
app.register_lifespan_task(finishing_reports)
