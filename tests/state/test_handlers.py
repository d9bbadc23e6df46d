"""Everything that can be called over the websocket, by anyone, with any arguments."""

import inspect
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import reflex as rx
from sqlmodel import select

import academy_app.academy_app  # noqa: F401  brings in every state
from academy_app.core.actor import Actor, Role
from academy_app.core.cookies import session_cookie
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import AcademyError, Unauthenticated
from academy_app.core.views import LessonPage
from academy_app.models.membership import Member
from academy_app.models.watching import Completion
from academy_app.services import sessions
from academy_app.state import live
from academy_app.state.lesson import LessonState
from academy_app.state.session import SessionState, cookie_of
from tests import factories

# Each with arguments that a hostile browser may send.
HOSTILE: dict[str, dict[str, Any]] = {
    "LiveState.typing": {"channel": "thread:1' OR 1=1"},
    "SessionState.visited": {},
    "SessionState.knocked": {},
    "HomeState.opened": {},
    "CatalogState.opened": {},
    "CatalogState.searched": {"query": "%' OR 1=1 --" * 50},
    "CommunityState.opened": {},
    "CourseState.opened": {},
    "ThreadState.opened": {},
    "AccountState.opened": {},
    "MembersState.opened": {},
    "PersonState.opened": {},
    "LeaderboardState.opened": {},
    "NoticesState.opened": {},
    "BookmarksState.opened": {},
    "DraftsState.opened": {},
    "CategoriesState.opened": {},
    "CategoryState.opened": {},
    "GroupsState.opened": {},
    "GroupState.opened": {},
    "SearchState.opened": {},
    "TeachState.opened": {},
    "HealthState.opened": {},
    "MediaState.opened": {},
    "MediaState.asked": {"key": "image-1 OR 1=1"},
    "BuilderState.opened": {},
    "ImportsState.opened": {},
    "ImportState.opened": {},
    "BuilderState.looking_at": {"lesson_id": "1 OR 1=1"},
    "PeopleState.opened": {},
    "AccessState.opened": {},
    "FiguresState.opened": {},
    "DoorState.opened": {},
    "LessonState.opened": {},
    "LessonState.marked": {"lesson_id": "1 OR 1=1", "is_done": "yes"},
    "LessonState.read_to_end": {"lesson_id": "1; DROP TABLE lesson"},
    "LessonState.progressed": {},
}
# These only look: a visitor is shown the way to sign in, or the page for visitors.
OPENING = {name for name in HOSTILE if name.endswith((".opened", ".visited", ".knocked"))}


def _states(of: type[rx.State]) -> Iterator[type[rx.State]]:
    yield of
    for state in of.__subclasses__():
        yield from _states(state)


def _handlers() -> dict[str, type[rx.State]]:
    """Ours; `setvar` is Reflex's own and reaches nothing but the caller's own page."""
    return {
        f"{state.__name__}.{name}": state
        for state in _states(rx.State)
        if state.__module__.startswith("academy_app.")
        for name in state.event_handlers
        if name in vars(state) and name != "setvar"
    }


def _page(state: type[rx.State], token: str = "", path: str = "/", route: str = "/") -> Any:
    """A tab's state as an event finds it: cookies of the handshake, the path it claims."""
    root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    router = {
        "pathname": route,
        "asPath": path,
        "query": {},
        "sid": "socket",
        "headers": {"cookie": f"{session_cookie()}={token}", "origin": "http://academy.test"},
    }
    root.router_data = root._update_router_vars(router, {})
    return root.get_substate(state.get_full_name().split("."))


async def _call(page: Any, handler: str, **arguments: Any) -> list[Any]:
    """What the handler answers with, all of it."""
    answer = type(page).event_handlers[handler].fn(page, **arguments)
    if inspect.isasyncgen(answer):
        return [event async for event in answer]
    return [await answer]


async def _token(member: Member) -> str:
    async with writing() as tx:
        return (await sessions.open_session(tx, member)).token


def test_every_reachable_handler_is_known() -> None:
    assert set(_handlers()) == set(HOSTILE)


@pytest.mark.parametrize("name", sorted(HOSTILE))
async def test_a_visitor_gets_nothing(db: Database, name: str) -> None:
    async with writing() as tx:
        await factories.course(tx, title="Members only")
    page = _page(_handlers()[name])
    try:
        await _call(page, name.split(".")[1], **HOSTILE[name])
    except Unauthenticated:
        assert name not in OPENING
    assert "Members only" not in str(page.get_delta())


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(HOSTILE))
async def test_hostile_arguments_are_refused_or_harmless(
    db: Database, name: str, role: Role
) -> None:
    async with writing() as tx:
        author = await factories.member(tx, Role.CONTENT_CREATOR)
        await factories.course(tx, author, title="Draft of another", is_published=False)
        member = await factories.member(tx, role)
    page = _page(
        _handlers()[name], await _token(member), "/courses/x/y", "/courses/[course]/[lesson]"
    )
    with suppress(AcademyError):
        await _call(page, name.split(".")[1], **HOSTILE[name])
    if role is not Role.ADMIN:
        assert "Draft of another" not in str(page.get_delta())


async def test_a_lesson_that_is_not_theirs_cannot_be_marked(db: Database) -> None:
    async with writing() as tx:
        tree = await factories.course(tx, is_published=False)
        learner = await factories.member(tx)
    page = _page(LessonState, await _token(learner))
    lesson_id = factories.key(tree.lessons[0])
    # As `setvar` lets any browser do.
    page.lesson = LessonPage(id=lesson_id, course_slug=tree.course.slug, slug=tree.lessons[0].slug)
    for handler, arguments in (
        ("marked", {"lesson_id": lesson_id, "is_done": True}),
        ("read_to_end", {"lesson_id": lesson_id}),
    ):
        with pytest.raises(AcademyError):
            await _call(page, handler, **arguments)
    async with reading() as rx_:
        assert (await rx_.execute(select(Completion))).first() is None


async def test_opening_a_lesson_shows_it_and_remembers_the_place(db: Database) -> None:
    async with writing() as tx:
        tree = await factories.course(tx, lessons=3)
        learner = await factories.member(tx)
    lesson = tree.lessons[1]
    path = f"/courses/{tree.course.slug}/{lesson.slug}"
    page = _page(LessonState, await _token(learner), path, "/courses/[course]/[lesson]")
    await _call(page, "opened")
    assert (page.at, page.problem, page.lesson.title) == (path, "", lesson.title)
    await _call(page, "marked", lesson_id=factories.key(lesson), is_done=True)
    assert page.lesson.is_done
    assert page.outline.done == 1
    await _call(page, "marked", lesson_id=factories.key(lesson), is_done=False)
    assert page.outline.done == 0


async def test_a_page_that_is_not_there_says_so_in_place(db: Database) -> None:
    async with writing() as tx:
        learner = await factories.member(tx)
    page = _page(LessonState, await _token(learner), "/courses/a/b", "/courses/[course]/[lesson]")
    await _call(page, "opened")
    assert (page.at, page.problem) == ("/courses/a/b", "error.not_found")
    assert page.me.name == learner.name


async def test_a_tab_keeps_nothing_of_a_member_who_is_gone(db: Database) -> None:
    async with writing() as tx:
        tree = await factories.course(tx, title="Only for members")
        learner = await factories.member(tx)
    token = await _token(learner)
    path = f"/courses/{tree.course.slug}/{tree.lessons[0].slug}"
    page = _page(LessonState, token, path, "/courses/[course]/[lesson]")
    await _call(page, "opened")
    async with writing() as tx:
        await sessions.revoke_all(tx, factories.key(learner))
    await _call(page, "opened")
    assert (page.lesson, page.outline.title, page.me.id) == (LessonPage(), "", 0)


async def test_a_page_that_may_be_seen_no_longer_is_emptied(db: Database) -> None:
    async with writing() as tx:
        tree = await factories.course(tx, title="Withdrawn")
        learner = await factories.member(tx)
    path = f"/courses/{tree.course.slug}/{tree.lessons[0].slug}"
    page = _page(LessonState, await _token(learner), path, "/courses/[course]/[lesson]")
    await _call(page, "opened")
    async with writing() as tx:
        tree.course.is_published = False
        tx.add(tree.course)
    await _call(page, "opened")
    assert page.problem == "error.not_found"
    assert page.me.id == learner.id
    assert "Withdrawn" not in str(page.dict())


def test_a_neighbour_s_odd_cookie_signs_nobody_out() -> None:
    for odd in ('{"a":1}', "x=é", 'g={"t":"a,b"}'):
        assert cookie_of(f"{odd}; academy_session=good", "academy_session") == "good"


def test_sockets_that_are_gone_are_forgotten() -> None:
    live.enter(Actor(1, Role.USER, session_id=901), "gone")
    live.enter(Actor(1, Role.USER, session_id=902), "here")
    live.forget_gone({"here"})
    assert {"gone", "here"} & set(live.rooms.sockets) == {"here"}
    live.forget_gone(set())


@pytest.mark.parametrize(
    ("query", "target"),
    [
        ("", "/"),
        ("?next=/courses%3Fq%3Da", "/courses?q=a"),
        ("?next=//evil.example", "/"),
        ("?next=https://evil.example", "/"),
    ],
)
async def test_a_member_is_led_on_from_the_form_to_sign_in(
    db: Database, query: str, target: str
) -> None:
    async with writing() as tx:
        learner = await factories.member(tx)
    page = _page(SessionState, await _token(learner), f"/sign-in{query}", "/sign-in")
    [led] = await _call(page, "knocked")
    assert str(led.args[0][1]) == json.dumps(f'location.replace("{target}")')
    assert page.at == ""


async def test_a_visitor_sees_the_form_to_sign_in(db: Database) -> None:
    page = _page(SessionState, path="/sign-in", route="/sign-in")
    assert await _call(page, "knocked") == [None]
    assert page.at == "/sign-in"
