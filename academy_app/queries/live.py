"""What open pages follow: who may, what is new, and the rows themselves.

A row in the news is the same for everyone in the room; what is personal never travels there.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeAlias

from sqlalchemy import and_, select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.channels import ACCESS, of_community
from academy_app.core.db import Reading
from academy_app.core.hrefs import file_href
from academy_app.core.ids import is_id
from academy_app.core.levels import level_of
from academy_app.core.views import Person
from academy_app.core.views.categories import CategoryLook
from academy_app.core.views.discussion import PostView, ThreadCard, ThreadHead
from academy_app.core.views.live import Mark, News, NewsItem
from academy_app.core.views.notices import Bell
from academy_app.models.channels import Change, Channel
from academy_app.models.discussion import Thread
from academy_app.models.learning import Course, Lesson
from academy_app.models.membership import GroupMember, Member
from academy_app.policy.decisions import (
    NOWHERE,
    Access,
    Footing,
    Place,
    can_edit_course,
    can_read_place,
    can_see_lesson,
    can_see_thread,
)
from academy_app.policy.places import accesses, lesson_rules
from academy_app.policy.standing import Pair, footings
from academy_app.queries import notices
from academy_app.queries.authoring import built_lessons
from academy_app.queries.categories import category_looks
from academy_app.queries.discussion import post_rows, thread_cards, thread_heads
from academy_app.queries.marks import MARKS, marks
from academy_app.queries.membership import colour, initials

# Changes that are read at once; who has missed more loads the page anew.
MOST = 200
# Names in one statement.
CHUNK = 500

# From the channel's own id and those of the rows to the rows, by id; what is gone is left out.
Builder: TypeAlias = Callable[[Reading, int, Sequence[int]], Awaitable[Mapping[int, object]]]


async def _looks(rx: Reading, category_id: int, ids: Sequence[int]) -> dict[int, CategoryLook]:
    return await category_looks(rx, [own for own in ids if own == category_id])


async def _marks(rx: Reading, member_id: int, ids: Sequence[int], kind: str) -> dict[int, Mark]:
    return await marks(rx, member_id, kind, ids)


async def _cards(rx: Reading, category_id: int, ids: Sequence[int]) -> dict[int, ThreadCard]:
    """A thread that was moved away is gone: others read where it stands now."""
    cards = await thread_cards(rx, ids)
    return {key: card for key, card in cards.items() if card.category_id == category_id}


async def _lesson_cards(rx: Reading, lesson_id: int, ids: Sequence[int]) -> dict[int, ThreadCard]:
    cards = await thread_cards(rx, ids)
    return {key: card for key, card in cards.items() if card.lesson_id == lesson_id}


async def _heads(rx: Reading, _thread_id: int, ids: Sequence[int]) -> dict[int, ThreadHead]:
    return await thread_heads(rx, ids)


async def _posts(rx: Reading, _thread_id: int, ids: Sequence[int]) -> dict[int, PostView]:
    return await post_rows(rx, ids)


async def _bell(rx: Reading, member_id: int, ids: Sequence[int]) -> dict[int, Bell]:
    """One bell, whichever notification moved it."""
    actor = await _acting(rx, member_id)
    return dict.fromkeys(ids, await notices.bell(rx, actor)) if actor is not None else {}


async def _acting(rx: Reading, member_id: int) -> Actor | None:
    member = await rx.get(Member, member_id)
    if member is None:
        return None
    groups = await rx.scalars(
        select(col(GroupMember.group_id)).where(col(GroupMember.member_id) == member_id)
    )
    return Actor(
        member_id, Role(member.role), groups=frozenset(groups), level=level_of(member.points)
    )


# By the channel's kind and the item's. A kind that is not here says only that something changed.
BUILDERS: dict[tuple[str, str], Builder] = {
    ("category", "category"): _looks,
    ("category", "thread"): _cards,
    ("lesson", "thread"): _lesson_cards,
    ("thread", "thread"): _heads,
    ("thread", "post"): _posts,
    ("member", "notice"): _bell,
    **{("member", kind): partial(_marks, kind=kind) for kind in MARKS},
    ("course-edit", "lesson"): built_lessons,
}


@dataclass(frozen=True, slots=True)
class Audience:
    """What decides who may follow a channel. Pure: asked for many members at once."""

    # Of what is told to every member.
    is_for_all: bool = False
    member_id: int = 0
    access: Access | None = None
    lesson: Any = None
    thread: Any = None
    course: Any = None
    is_of_authors: bool = False
    # How each of the members who are asked for stands before the lesson.
    standing: Mapping[Pair, Footing] = field(default_factory=dict)

    def may_follow(self, actor: Actor) -> bool:
        if self.is_for_all:
            return True
        if self.member_id:
            return actor.member_id == self.member_id
        if self.is_of_authors:
            return self.course is not None and bool(can_edit_course(actor, self.course))
        place = self._place(actor)
        if self.thread is not None:
            return bool(can_see_thread(actor, place, self.thread))
        return bool(can_read_place(actor, place))

    def _place(self, actor: Actor) -> Place:
        if self.lesson is None:
            return Place(access=self.access) if self.access is not None else Place()
        footing = self.standing.get((actor.member_id, self.lesson.id), NOWHERE)
        sees = bool(
            can_see_lesson(actor, self.lesson.Course, self.lesson.Module, self.lesson, footing)
        )
        return Place(
            sees_lesson=sees, teaches=sees and bool(can_edit_course(actor, self.lesson.Course))
        )


# Nobody may follow what is not there.
NOBODY = Audience()


@dataclass(frozen=True, slots=True)
class AccessChange:
    """Who may have lost a right: the `member` or the `session` with this id, those who follow
    the `thread`; `access` is anyone."""

    number: int
    kind: str
    subject_id: int


@dataclass(slots=True)
class _Wanted:
    """The ids that channels name, by their kind."""

    thread: set[int] = field(default_factory=set)
    category: set[int] = field(default_factory=set)
    lesson: set[int] = field(default_factory=set)
    member: set[int] = field(default_factory=set)
    community: set[int] = field(default_factory=set)
    course_edit: set[int] = field(default_factory=set)
    lesson_edit: set[int] = field(default_factory=set)


_KINDS = {name.replace("_", "-"): name for name in _Wanted.__slots__}


def parsed(channel: str) -> tuple[str, int]:
    """`thread:12` as its kind and id; ("", 0) for what is no such name."""
    kind, _, digits = channel.partition(":")
    if kind in _KINDS and digits.isascii() and digits.isdigit() and len(digits) < 20:
        number = int(digits)
        if is_id(number) and str(number) == digits:
            return kind, number
    return "", 0


async def may_follow(rx: Reading, actor: Actor, channel: str) -> bool:
    """Whether the actor may read all that is told in the channel."""
    found = await audiences(rx, {channel: [actor.member_id]})
    return found[channel].may_follow(actor)


async def audiences(rx: Reading, asked: Mapping[str, Collection[int]]) -> dict[str, Audience]:
    """Who of the members that are asked for may follow each channel, by its name; a handful of
    statements however many there are."""
    wanted = _Wanted()
    for kind, number in map(parsed, asked):
        if kind:
            getattr(wanted, _KINDS[kind]).add(number)
    threads = await _threads(rx, wanted.thread)
    wanted.category.update(row.category_id for row in threads.values() if row.category_id)
    wanted.lesson.update(row.lesson_id for row in threads.values() if row.lesson_id)
    found = _Found(
        threads,
        await accesses(rx, wanted.category) if wanted.category else {},
        await _lessons(rx, wanted.lesson | wanted.lesson_edit),
        await _courses(rx, wanted.course_edit),
        await footings(rx, _pairs(asked, threads)),
    )
    return {channel: found.audience(channel) for channel in asked}


def _pairs(asked: Mapping[str, Collection[int]], threads: Mapping[int, Any]) -> set[Pair]:
    """Members, and the lessons that their channels are of."""
    found: set[Pair] = set()
    for channel, member_ids in asked.items():
        kind, number = parsed(channel)
        if kind == "thread":
            number = threads[number].lesson_id if number in threads else 0
        if kind in ("thread", "lesson") and number:
            found.update((member_id, number) for member_id in member_ids)
    return found


@dataclass(frozen=True, slots=True)
class _Found:
    """Rows that channels name, by their ids, and how members stand before the lessons."""

    threads: Mapping[int, Any]
    categories: Mapping[int, Access]
    lessons: Mapping[int, Any]
    courses: Mapping[int, Any]
    standing: Mapping[Pair, Footing]

    def audience(self, channel: str) -> Audience:
        kind, number = parsed(channel)
        if kind == "member":
            return Audience(member_id=number)
        if kind == "community":
            return Audience(is_for_all=channel == of_community())
        if kind in ("course-edit", "lesson-edit"):
            return Audience(course=self._course(kind, number), is_of_authors=True)
        if kind == "thread":
            return self._of_thread(self.threads.get(number))
        return Audience(
            access=self.categories.get(number) if kind == "category" else None,
            lesson=self.lessons.get(number) if kind == "lesson" else None,
            standing=self.standing,
        )

    def _course(self, kind: str, number: int) -> Any:
        if kind == "course-edit":
            return self.courses.get(number)
        lesson = self.lessons.get(number)
        return lesson and lesson.Course

    def _of_thread(self, thread: Any) -> Audience:
        if thread is None:
            return NOBODY
        access, lesson = self.categories.get(thread.category_id), self.lessons.get(thread.lesson_id)
        return Audience(access=access, lesson=lesson, thread=thread, standing=self.standing)


async def heads(rx: Reading, channels: Iterable[str]) -> dict[str, int]:
    """The number of each channel's latest change, 0 where nothing has happened yet."""
    names = list(dict.fromkeys(channels))
    found: dict[str, int] = dict.fromkeys(names, 0)
    for start in range(0, len(names), CHUNK):
        rows = await rx.execute(
            select(col(Channel.name), col(Channel.head)).where(
                col(Channel.name).in_(names[start : start + CHUNK])
            )
        )
        found.update({row.name: row.head for row in rows})
    return found


async def news(rx: Reading, channel: str, after: int, most: int = MOST) -> News | None:
    """What has changed behind the number `after`, of at most `most` changes.

    None where that can no longer be told: changes are kept for some days, and a database that was
    restored has lower numbers.
    """
    rows = await rx.execute(
        select(col(Channel.head), col(Change.number), col(Change.kind), col(Change.subject_id))
        .outerjoin(
            Change, and_(col(Change.channel) == col(Channel.name), col(Change.number) > after)
        )
        .where(col(Channel.name) == channel)
        .order_by(col(Change.number))
        .limit(most)
    )
    found = rows.all()
    head = found[0].head if found else 0
    changes = [(row.number, row.kind, row.subject_id) for row in found if row.number is not None]
    if head == after:
        return News(channel, after + 1, after)
    if head < after or not changes or changes[0][0] != after + 1:
        return None
    latest = {(kind, subject): number for number, kind, subject in changes}
    return News(channel, after + 1, changes[-1][0], await _items(rx, channel, latest))


async def access_since(rx: Reading, number: int) -> list[AccessChange]:
    """Who may have lost a right behind the number `number`."""
    rows = await rx.execute(
        select(col(Change.number), col(Change.kind), col(Change.subject_id))
        .where(col(Change.channel) == ACCESS, col(Change.number) > number)
        .order_by(col(Change.number))
    )
    return [AccessChange(row.number, row.kind, row.subject_id) for row in rows]


async def people(rx: Reading, ids: Collection[int]) -> dict[int, Person]:
    """Members as they are shown to those who meet them; who is gone is left out."""
    rows = await rx.execute(
        select(col(Member.id), col(Member.name), col(Member.picture)).where(col(Member.id).in_(ids))
    )
    return {
        member_id: Person(member_id, name, initials(name), file_href(picture), colour(member_id))
        for member_id, name, picture in rows
        if member_id is not None
    }


async def _items(
    rx: Reading, channel: str, latest: Mapping[tuple[str, int], int]
) -> list[NewsItem]:
    kind, own_id = parsed(channel)
    rows: dict[tuple[str, int], object] = {}
    for item_kind in {item for item, _ in latest}:
        build = BUILDERS.get((kind, item_kind))
        if build is not None:
            ids = [subject for item, subject in latest if item == item_kind]
            built = await build(rx, own_id, ids)
            rows.update({(item_kind, subject): row for subject, row in built.items()})
    return [
        NewsItem(number, item_kind, subject, rows.get((item_kind, subject)))
        for (item_kind, subject), number in sorted(latest.items(), key=lambda pair: pair[1])
    ]


async def _threads(rx: Reading, ids: Collection[int]) -> dict[int, Any]:
    if not ids:
        return {}
    rows = await rx.execute(
        select(
            col(Thread.id),
            col(Thread.category_id),
            col(Thread.lesson_id),
            col(Thread.author_id),
            col(Thread.is_locked),
            col(Thread.deleted_at),
        ).where(col(Thread.id).in_(ids))
    )
    return {row.id: row for row in rows}


async def _courses(rx: Reading, ids: Collection[int]) -> dict[int, Course]:
    if not ids:
        return {}
    rows = await rx.scalars(select(Course).where(col(Course.id).in_(ids)))
    return {row.id: row for row in rows if row.id is not None}


async def _lessons(rx: Reading, ids: Collection[int]) -> dict[int, Any]:
    if not ids:
        return {}
    rows = await rx.execute(lesson_rules().where(col(Lesson.id).in_(ids)))
    return {row.id: row for row in rows}
