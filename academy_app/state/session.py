"""Who is at the other end of the socket, and what opening a page means.

A page's state declares the views it shows and a `load` function. The live page calls it when
it opens; the first look calls the same function while the HTML request is answered.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias
from urllib.parse import quote, unquote

import reflex as rx
from reflex.event import EventSpec
from starlette.requests import cookie_parser

from academy_app.core import cookies
from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.errors import AcademyError, Unauthenticated
from academy_app.core.settings import settings
from academy_app.core.views import Me
from academy_app.core.views.notices import Bell
from academy_app.queries import membership, notices
from academy_app.services import sessions
from academy_app.state import live

# What a page's `load` returns: the state's var names with their views.
Loaded: TypeAlias = dict[str, object]
Load: TypeAlias = Callable[[Actor, Mapping[str, str]], Awaitable[Loaded]]


def tidy(path: str) -> str:
    """A path without the slash at its end, as `useHere` in live.js gives it."""
    return re.sub(r"(.)/+$", r"\1", path) or "/"


def path_params(route: str, path: str) -> dict[str, str]:
    """What the bracketed parts of `route` stand for in `path`: `/a/[b]`, `/a/c` -> b=c."""
    pairs = zip(route.strip("/").split("/"), path.strip("/").split("/"), strict=False)
    return {part[1:-1]: unquote(value) for part, value in pairs if part.startswith("[")}


def sign_in_href(path: str) -> str:
    """Where a visitor signs in and then comes back to `path`."""
    return "/sign-in" if path == "/" else f"/sign-in?next={quote(path)}"


def inside(path: str) -> str:
    """A path of this site, whatever somebody wrote into a link; else the way home."""
    is_ours = re.fullmatch(r"/(?!/)[^\\\x00-\x20\x7f]*", path)
    return path if is_ours else "/"


def cookie_of(header: str, name: str) -> str:
    """The value of one cookie in a Cookie header; "" when it isn't there."""
    # Not the standard library's parser: that one gives up at a neighbour's odd cookie.
    return cookie_parser(header).get(name, "")


async def actor_of(cookie_header: str) -> Actor:
    """The signed-in member whose browser sent these cookies; Unauthenticated otherwise."""
    actor = await sessions.actor_of(cookie_of(cookie_header, cookies.session_cookie()))
    if actor is None:
        raise Unauthenticated
    return actor


async def load_me(actor: Actor) -> Me:
    async with reading() as rx_:
        return await membership.me(rx_, actor)


async def load_bell(actor: Actor) -> Bell:
    async with reading() as rx_:
        return await notices.unread(rx_, actor)


class SessionState(rx.State):
    """The member, and which path's content the page holds."""

    me: Me = Me()
    bell: Bell = Bell()
    at: str = ""
    problem: str = ""
    # Who may join, for pages that visitors see: open, invitation or closed.
    sign_up: str = ""

    async def _actor(self) -> Actor:
        """Asked anew for each event: a revoked session ends at once."""
        actor = await actor_of(self.router.headers.cookie)
        live.enter(actor, self.router.session.session_id)
        return actor

    async def _open(self, load: Load) -> EventSpec | None:
        """Fill this page's vars for the path in the address bar, or say why not."""
        path = tidy(self.router.url.path)
        try:
            actor = await self._actor()
            self.me, self.bell = await load_me(actor), await load_bell(actor)
            params = path_params(self.router.route_id, path)
            loaded = await load(actor, {**self.router.url.query_parameters, **params})
        except Unauthenticated:
            self._forget()
            return rx.call_script(f"location.assign({sign_in_href(path)!r})")
        except AcademyError as error:
            # What they could see before they may see no longer: a role can have changed.
            self.reset()  # type: ignore[no-untyped-call]  # of Reflex
            self.problem = error.key
        else:
            self._fill(loaded)
            self.problem = ""
        self.at = path
        return None

    def _forget(self) -> None:
        """Keep nothing of a member who is gone, on this page or any other of the tab."""
        session = self
        while isinstance(session.parent_state, SessionState):
            session = session.parent_state
        session.reset()  # type: ignore[no-untyped-call]  # of Reflex

    def _fill(self, loaded: Loaded) -> None:
        """Take over what changed. The rest is not sent again, such as a course's tree."""
        for name, view in loaded.items():
            if getattr(self, name) != view:
                setattr(self, name, view)

    async def _recognise(self) -> None:
        try:
            actor = await self._actor()
            self.me, self.bell = await load_me(actor), await load_bell(actor)
        except Unauthenticated:
            self.me = Me()

    @rx.event
    async def visited(self) -> None:
        """Open a page that asks nobody to sign in."""
        await self._recognise()
        self._welcome()

    @rx.event
    async def knocked(self) -> EventSpec | None:
        """Open a page for visitors only: a member is led to where they were going."""
        await self._recognise()
        if self.me.id:
            target = inside(self.router.url.query_parameters.get("next", "/"))
            return rx.call_script(f"location.replace({json.dumps(target)})")
        self._welcome()
        return None

    def _welcome(self) -> None:
        self.sign_up = settings().sign_up
        self.problem = ""
        self.at = tidy(self.router.url.path)
