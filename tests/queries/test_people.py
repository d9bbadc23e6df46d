"""Members' pages and the boards: who is shown to whom, in which order, in how many statements."""

from datetime import timedelta
from typing import Any

import pytest

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import now
from academy_app.core.db import Database, Tx, reading, writing
from academy_app.core.errors import Invalid, NotFound
from academy_app.core.views.people import Leaderboard, Profile
from academy_app.models.discussion import Follow, Like, Thread
from academy_app.models.membership import Member
from academy_app.queries import people
from academy_app.queries.people import boards
from academy_app.queries.people.profile import PAGE
from tests import factories
from tests.conftest import Statements


async def _profile(actor: Actor, of: Actor | Member, after: str = "") -> Profile:
    member_id = of.member_id if isinstance(of, Actor) else factories.key(of)
    async with reading() as rx:
        return await people.profile(rx, actor, member_id, after)


class TestProfile:
    async def test_tells_who_somebody_is(self, db: Database) -> None:
        async with writing() as tx:
            reader = await factories.actor(tx)
            ada = await factories.member(
                tx, Role.MODERATOR, name="Ada Baker", bio="I bake.", points=20, picture="a b.png"
            )
        person = (await _profile(reader, ada)).person
        assert (person.name, person.initials, person.bio) == ("Ada Baker", "AB", "I bake.")
        assert (person.level, person.points, person.points_missing) == (3, 20, 45)
        assert (person.role, person.picture) == ("MODERATOR", "/files/a%20b.png")
        assert person.href == f"/people/{ada.id}"
        assert "example.org" not in str(person)

    async def test_counts_and_lists_what_the_reader_may_see(self, db: Database) -> None:
        async with writing() as tx:
            reader, admin = await factories.actor(tx), await factories.admin(tx)
            author = await factories.actor(tx)
            shown = await factories.category(tx, name="General")
            hidden = await factories.category(tx, read_by="staff")
            locked = (await factories.course(tx, level=4)).lessons[0]
            thread = await factories.thread(tx, author, shown, title="Seen")
            answer = await factories.post(tx, await factories.thread(tx, reader, shown), author)
            (await tx.get_one(Thread, answer.thread_id)).answer_id = answer.id
            await factories.post(tx, thread, author, deleted_at=now())
            gone = await factories.thread(tx, author, shown, deleted_at=now())
            await factories.post(tx, gone, author)
            for place in (hidden, locked):
                await factories.thread(tx, author, place, title="Secret")
        seen, by_admin = await _profile(reader, author), await _profile(admin, author)
        assert (seen.threads, seen.replies, seen.answers) == (1, 1, 1)
        assert [row.title for row in seen.activity if not row.is_reply] == ["Seen"]
        assert "Secret" not in str(seen)
        assert (by_admin.threads, by_admin.replies) == (3, 1)
        reply, opening = seen.activity
        assert (reply.is_answer, opening.is_answer) == (True, False)
        assert (opening.href, opening.place) == (f"/community/{thread.id}", "General")
        assert f"?post={answer.id}" in reply.href

    async def test_says_how_the_reader_holds_it_with_them(self, db: Database) -> None:
        async with writing() as tx:
            reader, *others = [await factories.actor(tx) for _ in range(4)]
            for other, is_muted in zip(others, (False, True), strict=False):
                tx.add(
                    Follow(
                        member_id=reader.member_id,
                        kind="member",
                        target_id=other.member_id,
                        is_muted=is_muted,
                    )
                )
        held = [(await _profile(reader, other)).follow for other in others]
        assert held == ["follow", "mute", ""]
        assert (await _profile(others[0], reader)).follow == ""

    async def test_pages_follow_each_other_without_gap_or_repeat(self, db: Database) -> None:
        async with writing() as tx:
            author = await factories.actor(tx)
            thread = await factories.thread(tx, author)
            at = now() - timedelta(days=1)
            made = [
                await factories.post(tx, thread, author, created_at=at + timedelta(hours=n // 3))
                for n in range(2 * PAGE + 3)
            ]
        found, after = [], ""
        while True:
            page = await _profile(author, author, after)
            found += [row.id for row in page.activity if row.is_reply]
            assert page.is_first == (not after)
            after = page.next
            if not after:
                break
            assert page.next_href.startswith(f"/people/{author.member_id}?after=")
        order = sorted(made, key=lambda post: (post.created_at, post.id or 0), reverse=True)
        assert found == [post.id for post in order]

    async def test_an_excerpt_is_words_alone_and_short(self, db: Database) -> None:
        async with writing() as tx:
            author = await factories.actor(tx)
            thread = await factories.thread(tx, author)
            for body in ("**Knead** [it](http://x.org)\n\n<script>", "word " * 5000):
                await factories.post(tx, thread, author, body=body)
        long, short, _ = (await _profile(author, author)).activity
        assert short.excerpt.startswith("Knead it")
        assert "<" not in short.excerpt
        assert len(long.excerpt) <= 241

    async def test_of_who_was_shut_out_the_name_remains(self, db: Database) -> None:
        async with writing() as tx:
            reader = await factories.actor(tx)
            gone = await factories.member(
                tx, Role.ADMIN, is_active=False, bio="Rude.", picture="p.png", points=99
            )
        person = (await _profile(reader, gone)).person
        assert (person.name, person.is_active) == (gone.name, False)
        assert (person.bio, person.picture, person.points, person.role) == ("", "", 0, "USER")

    async def test_takes_three_statements(self, db: Database, statements: Statements) -> None:
        async with writing() as tx:
            reader, author = await factories.actor(tx), await factories.actor(tx)
            for _ in range(30):
                await factories.thread(tx, author)
        with statements() as seen:
            page = await _profile(reader, author)
        assert len(page.activity) == PAGE
        assert len(seen) == 3, seen
        with statements() as seen:
            async with reading() as rx:
                await people.person_card(rx, reader, author.member_id)
        assert len(seen) == 1, seen

    @pytest.mark.parametrize("member_id", [0, -1, 2**40, 2**63])
    async def test_nobody_has_other_ids(self, db: Database, member_id: int) -> None:
        async with writing() as tx:
            reader = await factories.actor(tx)
        async with reading() as rx:
            with pytest.raises(NotFound):
                await people.profile(rx, reader, member_id)
            with pytest.raises(NotFound):
                await people.person_card(rx, reader, member_id)

    @pytest.mark.parametrize(
        "after",
        [
            "x",
            "~",
            "2026-01-01~",
            "2026-01-01~x",
            "~1",
            "2026-01-01~²",
            "0001-01-01T00:00+14:00~1",
            "2026-01-01T00:00~1",
        ],
    )
    async def test_a_cursor_that_is_none_is_refused(self, db: Database, after: str) -> None:
        async with writing() as tx:
            reader = await factories.actor(tx)
        with pytest.raises(Invalid):
            await _profile(reader, reader, after)


async def _board(actor: Actor, period: str = "7") -> Leaderboard:
    async with reading() as rx:
        return await people.leaderboard(rx, actor, period)


async def _liked(tx: Tx, author: Actor, likes: int, days_ago: float = 0) -> None:
    """By as many members as there are likes."""
    post = await factories.post(tx, await factories.thread(tx, author), author)
    at = now() - timedelta(days=days_ago)
    for _ in range(likes):
        reader = await factories.actor(tx, Role.ADMIN)
        tx.add(
            Like(
                post_id=factories.key(post),
                member_id=reader.member_id,
                author_id=author.member_id,
                at=at,
            )
        )
    (await tx.get_one(Member, author.member_id)).points += likes
    await tx.flush()


def _places(board: Leaderboard) -> list[tuple[int, int, int]]:
    return [(row.rank, row.person.id, row.points) for row in board.rows]


class TestLeaderboard:
    @pytest.fixture(autouse=True)
    def _counted_at_each_look(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(boards, "REST", 0)

    async def test_each_period_counts_its_own_likes(self, db: Database) -> None:
        async with writing() as tx:
            week, month, ever = [await factories.actor(tx) for _ in range(3)]
            await _liked(tx, week, 1, days_ago=6)
            await _liked(tx, month, 2, days_ago=29)
            await _liked(tx, ever, 3, days_ago=300)
        a, b, c = (actor.member_id for actor in (week, month, ever))
        assert _places(await _board(week, "7")) == [(1, a, 1)]
        assert _places(await _board(week, "30")) == [(1, b, 2), (2, a, 1)]
        assert _places(await _board(week, "all")) == [(1, c, 3), (2, b, 2), (3, a, 1)]
        assert (await _board(week, "no such")).period == "7"

    async def test_equals_share_a_rank_and_the_next_one_is_skipped(self, db: Database) -> None:
        async with writing() as tx:
            members = [await factories.actor(tx) for _ in range(4)]
            for member, likes in zip(members, (2, 3, 3, 1), strict=True):
                await _liked(tx, member, likes)
        for period in boards.PERIODS:
            ranks = [
                (rank, points) for rank, _, points in _places(await _board(members[0], period))
            ]
            assert ranks == [(1, 3), (1, 3), (3, 2), (4, 1)]

    async def test_staff_the_shut_out_and_placeholders_are_left_off(self, db: Database) -> None:
        kinds: tuple[dict[str, Any], ...] = (
            *({"role": role} for role in Role if role is not Role.USER),
            {"is_active": False},
            {"email": None},
        )
        async with writing() as tx:
            reader = await factories.actor(tx)
            staff = await factories.admin(tx)
            for kind in kinds:
                await _liked(tx, await factories.actor(tx, **kind), 2)
            await _liked(tx, staff, 9)
        for period in boards.PERIODS:
            board = await _board(staff, period)
            assert (board.rows, board.own) == ([], [])
            assert (await _board(reader, period)).own == []

    async def test_the_reader_stands_beneath_when_they_are_not_among_the_first(
        self, db: Database
    ) -> None:
        async with writing() as tx:
            for _ in range(boards.SHOWN):
                await _liked(tx, await factories.actor(tx), 2)
            reader = await factories.actor(tx)
            await _liked(tx, reader, 1)
        for period in boards.PERIODS:
            board = await _board(reader, period)
            assert len(board.rows) == boards.SHOWN
            (own,) = board.own
            assert (own.rank, own.points, own.is_me) == (boards.SHOWN + 1, 1, True)
            first = await _board(Actor(board.rows[0].person.id, Role.USER), period)
            assert (first.rows[0].is_me, first.own) == (True, [])

    async def test_how_many_stand_on_each_level(self, db: Database) -> None:
        async with writing() as tx:
            reader = await factories.actor(tx, points=5)
            for points in (0, 0, 33_015):
                await factories.member(tx, points=points)
            await factories.member(tx, Role.ADMIN, points=100)
        levels = (await _board(reader)).levels
        assert {row.level: row.percent for row in levels if row.percent} == {1: 50, 2: 25, 9: 25}
        assert [row.level for row in levels if row.is_mine] == [2]
        assert len(levels) == 9

    async def test_statements(self, db: Database, statements: Statements) -> None:
        async with writing() as tx:
            reader = await factories.actor(tx)
            await _liked(tx, reader, 2)
        with statements() as seen:
            await _board(reader)
        assert len(seen) == 3, seen


async def test_what_was_counted_rests(
    db: Database, statements: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And who has left meanwhile is gone from it at once."""
    monkeypatch.setattr(boards, "REST", 10**6)
    async with writing() as tx:
        reader, other = await factories.actor(tx), await factories.actor(tx)
        await _liked(tx, reader, 1)
        await _liked(tx, other, 2)
    assert len((await _board(reader)).rows) == 2
    async with writing() as tx:
        await _liked(tx, reader, 5)
        (await tx.get_one(Member, other.member_id)).is_active = False
    with statements() as seen:
        board = await _board(reader)
    assert len(seen) == 1, seen
    assert [row.points for row in board.rows] == [1]
