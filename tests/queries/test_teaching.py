"""A course's people and figures: complete, in order, in few statements, for who teaches it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import now
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Invalid
from academy_app.models.watching import (
    Completion,
    CourseInvitation,
    Enrolment,
    EnrolmentRequest,
    Replay,
    Watch,
)
from academy_app.queries import teaching
from academy_app.queries.teaching import Wish
from academy_app.queries.teaching.people import PAGE, SORTS
from tests import factories
from tests.factories import CourseTree, key

Statements = Callable[[], AbstractContextManager[list[str]]]


async def crowd(size: int) -> tuple[Actor, CourseTree, list[int]]:
    """A course of four lessons, one a draft, with `size` people: the n-th did n % 4 lessons and was
    there last in the next; some names and times are alike."""
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        tree = await factories.course(tx, author, lessons=4, slug="c")
        tree.lessons[3].is_published = False
        ids = []
        for n in range(size):
            member = await factories.member(tx, name=f"{['Anna', 'bERT', 'Äda'][n % 3]} {n // 6}")
            ids.append(key(member))
            done = n % 4
            tx.add(
                Enrolment(
                    member_id=key(member),
                    course_id=tree.id,
                    started_at=now() - timedelta(days=n % 7),
                    seen_at=now() - timedelta(days=n % 20),
                    last_lesson_id=key(tree.lessons[min(done, 2)]),
                )
            )
            for lesson in tree.lessons[:done]:
                tx.add(
                    Completion(
                        member_id=key(member),
                        lesson_id=key(lesson),
                        course_id=tree.id,
                        how="read",
                    )
                )
    return author, tree, ids


@pytest.mark.parametrize("sort", SORTS)
async def test_pages_hold_everybody_once_in_order(db: Database, sort: str) -> None:
    author, _, ids = await crowd(2 * PAGE + 7)
    seen, after = [], ""
    for _ in range(3):
        async with reading() as rx:
            page = await teaching.course_people(rx, author, "c", Wish(sort=sort, after=after))
        seen += page.rows
        after = page.next
    assert after == ""
    assert page.total == len(ids)
    assert sorted(row.person.id for row in seen) == sorted(ids)
    orders: dict[str, list[Any]] = {
        "name": [row.person.name.lower() for row in seen],
        "progress": [-row.done for row in seen],
        "started": [row.started_at for row in seen][::-1],
        "seen": [row.seen_at for row in seen][::-1],
    }
    keys = orders[sort]
    if sort != "name" or db.is_sqlite:
        # How names with umlauts stand among others is the database's own matter.
        assert keys == sorted(keys)


async def test_a_page_takes_few_statements(db: Database, statements: Statements) -> None:
    author, _, _ = await crowd(60)
    async with reading() as rx:
        with statements() as seen:
            await teaching.course_people(rx, author, "c", Wish(query="a", add="a"))
        assert len(seen) <= 9
        with statements() as seen:
            await teaching.course_people(rx, author, "c", Wish(after="20"))
        assert len(seen) <= 4


async def test_search_finds_names_and_what_is_typed_is_harmless(db: Database) -> None:
    author, _, _ = await crowd(12)
    async with reading() as rx:
        found = await teaching.course_people(rx, author, "c", Wish(query="ÄDA"))
        nobody = await teaching.course_people(rx, author, "c", Wish(query="%' OR 1=1", sort="x"))
        assert len(found.rows) == 4
        assert (nobody.rows, nobody.sort) == ([], "name")
        for after in ("x", "-1", "9" * 30, "٣"):
            with pytest.raises(Invalid):
                await teaching.course_people(rx, author, "c", Wish(after=after))


async def test_who_sees_no_addresses_finds_none_out(db: Database) -> None:
    author, tree, _ = await crowd(3)
    async with writing() as tx:
        admin = await factories.admin(tx)
        known = await factories.member(tx, name="Known", email="k7.known@hidden.example")
        tx.add(Enrolment(member_id=key(known), course_id=tree.id))

    async def found(actor: Actor, typed: str) -> tuple[list[str], list[str]]:
        async with reading() as rx:
            page = await teaching.course_people(rx, actor, "c", Wish(query=typed, add=typed))
        return [row.person.name for row in page.rows], [row.person.name for row in page.found]

    assert await found(author, "k7.know") == ([], [])
    assert await found(author, "K7.known@hidden.example ") == (["Known"], ["Known"])
    assert await found(admin, "k7.know") == (["Known"], ["Known"])
    assert await found(author, "kno\x00wn") == (["Known"], ["Known"])


async def test_what_stands_beside_the_list(db: Database) -> None:
    author, tree, ids = await crowd(3)
    async with writing() as tx:
        asking = await factories.member(tx, name="Asking")
        tx.add(EnrolmentRequest(course_id=tree.id, member_id=key(asking), words="Please"))
        gone = await factories.member(tx, name="Gone")
        tx.add(Enrolment(member_id=key(gone), course_id=tree.id, removed_at=now()))
        for label, revoked in (("open", None), ("revoked", now())):
            tx.add(
                CourseInvitation(
                    course_id=tree.id, token_hash=label, label=label, revoked_at=revoked
                )
            )
    async with reading() as rx:
        page = await teaching.course_people(rx, author, "c", Wish(add="g"))
    assert (page.total, len(page.rows), page.lessons) == (len(ids), 3, 3)
    assert [(row.person.name, row.words) for row in page.requests] == [("Asking", "Please")]
    assert page.course.requests == 1
    assert [row.person.name for row in page.removed] == ["Gone"]
    assert [row.label for row in page.invitations] == ["open"]
    assert {(row.person.name, row.is_in) for row in page.found} >= {
        ("Asking", False),
        ("Gone", False),
    }


async def test_the_funnel_counts_who_got_through_and_who_stopped(
    db: Database, statements: Statements
) -> None:
    author, tree, _ = await crowd(40)
    async with writing() as tx:
        # Not counted: removed, and a deleted question.
        gone = await factories.member(tx)
        tx.add(Enrolment(member_id=key(gone), course_id=tree.id, removed_at=now()))
        tx.add(
            Completion(
                member_id=key(gone), lesson_id=key(tree.lessons[0]), course_id=tree.id, how="read"
            )
        )
        for deleted_at in (None, None, now()):
            await factories.thread(tx, lesson_id=key(tree.lessons[1]), deleted_at=deleted_at)
    async with reading() as rx:
        with statements() as seen:
            figures = await teaching.course_figures(rx, author, "c")
    assert len(seen) <= 5
    assert (figures.started, figures.finished, figures.finished_percent) == (40, 10, 25)
    assert figures.active == 28
    assert [(row.done, row.percent, row.here, row.questions) for row in figures.lessons] == [
        (30, 75, 10, 0),
        (20, 50, 10, 2),
        (10, 25, 10, 0),
    ]
    assert figures.questions == 2


async def test_heat_is_where_much_is_played(db: Database) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        tree = await factories.course(tx, author, lessons=2, slug="c")
        short = await factories.video(tx, tree.lessons[0], duration=35.0)
        long = await factories.video(tx, tree.lessons[0], duration=7200.0, position=1)
        quiet = await factories.video(tx, tree.lessons[1])
        for bucket, ms in ((0, 20_000), (1, 10_000), (3, 5_000)):
            tx.add(Replay(video_id=key(short), bucket=bucket, ms=ms))
        for bucket in range(720):
            tx.add(Replay(video_id=key(long), bucket=bucket, ms=10_000 + 5_000 * (bucket > 359)))
        for video, covered in ((short, 25_000), (short, 5_000), (long, 60_000)):
            member = await factories.member(tx)
            tx.add(Watch(member_id=key(member), video_id=key(video), covered=covered))
    async with reading() as rx:
        figures = await teaching.course_figures(rx, author, "c")
    first, second, third = figures.videos
    assert [video.id for video in figures.videos] == [key(short), key(long), key(quiet)]
    assert [(cell.time, cell.plays, cell.heat) for cell in first.cells] == [
        ("0:00", 2.0, 10),
        ("0:10", 1.0, 5),
        ("0:20", 0.0, 0),
        ("0:30", 0.5, 3),
    ]
    assert (first.viewers, first.watched, first.again) == (2, 30, 5)
    assert first.cells[1].href.endswith("?video=1&t=10")
    assert len(second.cells) <= 60
    assert {cell.plays for cell in second.cells} <= {1.0, 1.2, 1.3, 1.5}
    assert second.cells[-1].heat == 10
    assert second.cells[1].href.startswith(first.href + "?video=2&")
    assert (third.cells, third.viewers) == ([], 0)
    assert figures.watched == 90


async def test_a_course_without_anything_has_figures_too(db: Database) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        await factories.course(tx, author, lessons=0, slug="c")
    async with reading() as rx:
        figures = await teaching.course_figures(rx, author, "c")
        access = await teaching.course_access(rx, author, "c")
    assert (figures.started, figures.finished, figures.lessons) == (0, 0, [])
    assert [len(module.lessons) for module in access.modules] == [0]


async def test_the_form_shows_what_was_set(db: Database, statements: Statements) -> None:
    async with writing() as tx:
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        tree = await factories.course(tx, author, modules=2, lessons=2, slug="c", level=4)
        tree.lessons[1].opens_at = now()
        tree.lessons[1].opens_after = 5
        await factories.group(tx, name="Gold", rank=2)
        other = await factories.course(tx, author, title="Other")
        rival = await factories.actor(tx, Role.CONTENT_CREATOR)
        await factories.course(tx, rival, is_published=False)
    async with reading() as rx:
        with statements() as seen:
            access = await teaching.course_access(rx, author, "c")
    assert len(seen) <= 4
    assert (access.level, access.enrol_by) == (4, "everyone")
    assert [(group.name, group.rank, group.is_tier) for group in access.groups] == [
        ("Gold", 2, True)
    ]
    assert [course.id for course in access.courses] == [other.id]
    assert [module.is_set for module in access.modules] == [True, False]
    assert [row.opens_after for row in access.modules[0].lessons] == ["", "5"]
