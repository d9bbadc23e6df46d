"""The first look: a page's real content in the HTML itself, before any script has run.

The server answers a page's address with the built shell, which is empty, and puts a section
before the end of the body that holds what the live page will show, drawn by the same
components from the same views. A small script takes it away once the live page is ready. The
session's cookie decides who sees what, so nothing of it may be cached or shared.
"""

import gzip
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from markupsafe import escape
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from academy_app.components.el import drawing_html, el
from academy_app.core.errors import AcademyError, Unauthenticated
from academy_app.core.i18n import LANGUAGES, direction, language_of
from academy_app.core.settings import settings
from academy_app.core.views import Me
from academy_app.pages.page import Page, loaded_screen
from academy_app.pages.shell import document_title, frame_of, problem_title
from academy_app.pages.style_sheet import StyleSheet
from academy_app.state.session import (
    Loaded,
    actor_of,
    cookie_of,
    inside,
    load_bell,
    load_me,
    path_params,
    sign_in_href,
    tidy,
)

LATER = (Path(__file__).parent / "later.js").read_text("utf-8").strip()
SWAP = (Path(__file__).parent / "first_look.js").read_text("utf-8")
_COMPRESS_FROM = 1_000
_STYLE_SHEET = re.compile(r'href="/(assets/[^"]+\.css)"')


@dataclass(frozen=True, slots=True)
class Look:
    """What a request gets: a page's screen for one reader."""

    page: Page
    path: str
    language: str
    loaded: Loaded
    problem: AcademyError | None = None

    @property
    def is_of_member(self) -> bool:
        return self.loaded["me"] != Me()

    @property
    def status(self) -> int:
        return self.problem.status if self.problem else self.page.status


class Shell:
    """The built page without content, what it is drawn with, and which scripts each route will
    ask for."""

    def __init__(self, build: Path) -> None:
        self.build = build

    @cached_property
    def html(self) -> str:
        """The shell, whose style sheets nobody waits for: they come later, and are for print until
        the script of the first look wants them. React wants the links where they were.
        """
        shell = self._built
        for href in self._style_sheets:
            shell = shell.replace(f'href="/{href}"', f'href="/{href}" media="print" disabled=""')
        links = "".join(f'<link rel="stylesheet" href="/{href}"/>' for href in self._style_sheets)
        return shell.replace("</head>", f"<noscript>{links}</noscript></head>", 1)

    @cached_property
    def style(self) -> StyleSheet:
        """All that the pages are drawn with."""
        return StyleSheet(
            "".join((self.build / href).read_text("utf-8") for href in self._style_sheets)
        )

    @cached_property
    def _built(self) -> str:
        return (self.build / "__spa-fallback.html").read_text("utf-8")

    @cached_property
    def _style_sheets(self) -> list[str]:
        return list(dict.fromkeys(_STYLE_SHEET.findall(self._built)))

    @cached_property
    def chunks(self) -> Mapping[str, list[str]]:
        """The scripts of each route, such as `/courses/[course]`."""
        manifest = next((self.build / "assets").glob("manifest-*.js")).read_text("utf-8")
        routes = json.loads(manifest[manifest.index("{") : manifest.rindex("}") + 1])["routes"]
        return {
            "/" + (entry.get("path") or "").replace(":", "[").strip("/"): [
                entry["module"],
                *entry.get("imports", []),
            ]
            for entry in routes.values()
        }

    @cached_property
    def texts(self) -> Mapping[str, list[str]]:
        """The script that holds a language's texts."""
        return {
            language: [
                f"/assets/{file.name}" for file in self.build.glob(f"assets/{language}-*.js")
            ]
            for language in LANGUAGES
        }

    def later(self, route: str, language: str) -> list[str]:
        """What the page will ask for one after another once it has begun."""
        key = re.sub(r"\[(\w+)\]", r"[\1", route)
        scripts = (*self.chunks.get(key, []), *self.texts.get(language, []))
        return [href for href in scripts if f'href="{href}"' not in self.html]


class FirstLook:
    """ASGI: answers the addresses of pages, hands everything else on to `app`."""

    def __init__(self, app: ASGIApp, pages: Sequence[Page], missing: Page, build: Path) -> None:
        self.app = app
        self.missing = missing
        self.pages = [(page, page.pattern) for page in pages]
        self.shell = Shell(build)
        # Absent under `make dev`, where Vite serves the pages.
        self.is_built = (build / "__spa-fallback.html").exists()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = self._page(scope) if self.is_built and scope["type"] == "http" else None
        if page is None:
            await self.app(scope, receive, send)
            return
        response = await self._answer(page, scope)
        await response(scope, receive, send)

    def _page(self, scope: Scope) -> Page | None:
        if scope["method"] not in ("GET", "HEAD"):
            return None
        path = tidy(scope["path"])
        found = next((page for page, pattern in self.pages if pattern.fullmatch(path)), None)
        return found or (self.missing if _is_for_reading(scope) else None)

    async def _answer(self, page: Page, scope: Scope) -> Response:
        headers, path = Headers(scope=scope), tidy(scope["path"])
        query = scope.get("query_string", b"").decode("latin-1")
        cookies = headers.get("cookie", "")
        language = language_of(unquote(cookie_of(cookies, "lang")), headers.get("accept-language"))
        try:
            look = await _look(page, path, query, cookies, language)
        except Unauthenticated:
            return RedirectResponse(sign_in_href(path + (f"?{query}" if query else "")), 303)
        if page.is_for_visitors and look.is_of_member:
            return RedirectResponse(inside(dict(parse_qsl(query)).get("next", "/")), 303)
        return self._response(look, accepts_gzip="gzip" in headers.get("accept-encoding", ""))

    def _response(self, look: Look, *, accepts_gzip: bool) -> Response:
        nonce = secrets.token_urlsafe(16)
        body = self._document(look, nonce).encode()
        headers = {
            "Cache-Control": "private, no-store",
            "Vary": "Accept-Encoding, Accept-Language, Cookie",
            "Content-Language": look.language,
            **security_headers(nonce),
        }
        if accepts_gzip and len(body) > _COMPRESS_FROM:
            body = gzip.compress(body, compresslevel=5)
            headers["Content-Encoding"] = "gzip"
        return Response(body, look.status, headers, "text/html; charset=utf-8")

    def _document(self, look: Look, nonce: str) -> str:
        """The shell with the look in it. The section stands last in the body: there React
        hydrates around it."""
        with drawing_html(look.language, look.path):
            screen = loaded_screen(look.loaded)
            content = el(
                "div",
                frame_of(look.page, screen),
                id="first-look",
                cls="min-h-dvh flex flex-col bg-presentation text-text-primary",
            )
            title = problem_title(look.page) if look.problem else document_title(look.page, screen)
        words, icons = self.shell.style.for_page(content)
        later = json.dumps(self.shell.later(look.page.route, look.language))
        head = (
            f"<title data-first-look>{escape(title)}</title><script>({LATER})({later})</script>"
            f"<style data-first-look>{words}</style>"
            f'<style data-first-look media="not all">{icons}</style>'
        )
        html = self.shell.html.replace(
            '<html lang="en">', f'<html lang="{look.language}" dir="{direction(look.language)}">', 1
        )
        html = html.replace("</head>", f"{head}</head>", 1)
        before, end, after = html.rpartition("</body>")
        before = before.replace("<script", f'<script nonce="{nonce}"')
        return f'{before}{content}<script nonce="{nonce}">{SWAP}</script>{end}{after}'


def _is_for_reading(scope: Scope) -> bool:
    """Whether somebody opens an address in a browser: no file, and nothing of Reflex's own."""
    path: str = scope["path"]
    is_page = "." not in path.rsplit("/", 1)[-1] and not path.startswith(("/_", "/ping"))
    return is_page and Headers(scope=scope).get("accept", "").startswith("text/html")


async def _look(page: Page, path: str, query: str, cookies: str, language: str) -> Look:
    """Load what `page` shows to whoever sent these cookies."""
    try:
        actor = await actor_of(cookies)
    except Unauthenticated:
        if page.load is not None:
            raise
        return Look(page, path, language, {**_for_visitors(), "me": Me(), "problem": ""})
    mine: Loaded = {"me": await load_me(actor), "bell": await load_bell(actor)}
    params = dict(parse_qsl(query)) | path_params(page.route, path)
    try:
        loaded = await page.load(actor, params) if page.load else _for_visitors()
    except AcademyError as error:
        problem = {"problem": error.key, "problem_params": error.params}
        return Look(page, path, language, {**mine, **problem}, error)
    return Look(page, path, language, {**loaded, **mine, "problem": ""})


def _for_visitors() -> Loaded:
    """What pages show that ask nobody to sign in."""
    return {"sign_up": settings().sign_up}


def security_headers(nonce: str) -> dict[str, str]:
    """What the browser may load and run for a page.

    Reflex evaluates scripts that the server sends over its socket, hence 'unsafe-eval'.
    """
    policy = {
        "default-src": "'self'",
        "script-src": f"'self' 'nonce-{nonce}' 'unsafe-eval' "
        "https://www.youtube.com https://player.vimeo.com",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob: https:",
        "media-src": "'self' blob: https:",
        "worker-src": "'self' blob:",
        # KaTeX brings a font within its style sheet.
        "font-src": "'self' data:",
        "connect-src": "'self' ws: wss: https:",
        "frame-src": "https://www.youtube.com https://www.youtube-nocookie.com "
        "https://player.vimeo.com https://www.loom.com https://fast.wistia.net",
        "frame-ancestors": "'self'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "object-src": "'none'",
    }
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    if settings().is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers
