"""Who is at the other end of the socket, and what opening a page means.

A page's state declares the views it shows and a `load` function. The live page calls it when
it opens; the first look calls the same function while the HTML request is answered.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import ClassVar, TypeAlias, cast
from urllib.parse import quote, unquote

import reflex as rx
from reflex.event import EventSpec
from starlette.requests import cookie_parser

from academy_app.core import cookies
from academy_app.core.actor import Actor
from academy_app.core.channels import of_member
from academy_app.core.db import reading
from academy_app.core.errors import AcademyError, NotFound, Unauthenticated
from academy_app.core.settings import settings
from academy_app.core.views import Me
from academy_app.core.views.notices import Bell
from academy_app.queries import live as changes
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


async def own_heads(actor: Actor) -> dict[str, int]:
    """Where the member's own channel stands. To be read before what is shown of it."""
    async with reading() as rx_:
        return await changes.heads(rx_, [of_member(actor.member_id)])


async def load_bell(actor: Actor) -> Bell:
    async with reading() as rx_:
        return await notices.unread(rx_, actor)


def _heads(loaded: Loaded) -> dict[str, int]:
    return cast("dict[str, int]", loaded.get("heads", {}))


class SessionState(rx.State):
    """The member, and which path's content the page holds."""

    # Vars of a page with `heads` that its browser never changes by itself.
    _settled: ClassVar[frozenset[str]] = frozenset()

    me: Me = Me()
    # The member's own channel, with the head at which what every page shows of it was read.
    mine: rx.Field[dict[str, int]] = rx.field(default_factory=dict)
    bell: Bell = Bell()
    at: str = ""
    problem: str = ""
    # What the problem's words name.
    problem_params: rx.Field[dict[str, str | int | float]] = rx.field(default_factory=dict)
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
            self.mine = await own_heads(actor)
            self.me, self.bell = await load_me(actor), await load_bell(actor)
            params = path_params(self.router.route_id, path)
            loaded = await load(actor, {**self.router.url.query_parameters, **params})
            if "heads" in loaded:
                # What the member marks in other tabs, they see here too.
                loaded["heads"] = {**_heads(loaded), **self.mine}
            await self._follow(actor, loaded)
        except Unauthenticated:
            live.leave(self.router.session.session_id)
            self._forget()
            return rx.call_script(f"location.assign({sign_in_href(path)!r})")
        except AcademyError as error:
            live.leave(self.router.session.session_id)
            # What they could see before they may see no longer: a role can have changed.
            self.reset()  # type: ignore[no-untyped-call]  # of Reflex
            self.problem, self.problem_params = error.key, error.params
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

    async def _follow(self, actor: Actor, loaded: Loaded) -> None:
        """From here on the page is told what is new in the channels it was loaded from.

        Raises NotFound where the actor may not read one of them any more.
        """
        if not await live.follow(actor, self.router.session.session_id, list(_heads(loaded))):
            raise NotFound

    def _fill(self, loaded: Loaded) -> None:
        """Take over what changed. The rest is not sent again, such as a course's tree.

        A page that follows channels has gone on by itself in the browser: once their heads have
        moved, what is here says nothing of what is there.
        """
        is_behind = "heads" in loaded and loaded["heads"] != getattr(self, "heads", None)
        for name, view in loaded.items():
            if getattr(self, name) != view or (is_behind and name not in self._settled):
                setattr(self, name, view)

    async def _recognise(self) -> None:
        live.leave(self.router.session.session_id)
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
