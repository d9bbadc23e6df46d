"""The community as JSON lines that `import academy` reads back: for admins, as it names members by
their addresses.

What is read at once is bounded, however many posts there are. Keys stay the same from one export to
the next, also where the community has moved between two: who came with a key keeps it.
"""

import json
import re
import uuid
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from sqlalchemy import func, select, tuple_
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading, reading
from academy_app.core.settings import settings
from academy_app.exporters.archive import Archive, Exported, archive
from academy_app.exporters.marks import Marks, marks_of
from academy_app.models.discussion import Category, CategoryGrant, Post, Thread
from academy_app.models.imports import Imported
from academy_app.models.learning import Course, Lesson, Video
from academy_app.models.membership import Group, GroupMember, Member
from academy_app.policy.decisions import can_manage_members, require

FORMAT: Final = 1
FOLDER: Final = "community"
# Keys of members and posts are this source's in every academy.
SOURCE: Final = "academy"
MEMBERS: Final = 500
POSTS: Final = 500

Row: TypeAlias = dict[str, Any]

_FILE = re.compile(r"/files/([A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*/[0-9a-f]{64}(?:\.[a-z0-9]{1,8})?)")
_PERSON = re.compile(r"(?<=\]\(/people/)(\d{1,18})(?=\))")
_HERE = re.compile(r"(?<=\]\()(?=/(?:community|courses)/)")
_NAMESPACE: Final = uuid.UUID("7d0b8a4e-53c1-4f53-8d43-1a8f4a6f0b6e")


async def export_community(actor: Actor, out: Path) -> Exported:
    """Write members, groups, categories, threads and replies to `out`. What is deleted, and what
    is each member's own (bookmarks, drafts, notifications), stays."""
    require(can_manage_members(actor))
    done: list[Exported] = []
    async with reading() as rx:
        first = await rx.scalar(select(col(Member.created_at)).order_by(col(Member.id)).limit(1))
        mark = str(uuid.uuid5(_NAMESPACE, first.isoformat() if first else ""))[:8]
        async with archive(out, done) as made:
            export = _Export(rx, made, mark)
            about = {"academy": FORMAT, "kind": "community", "site": settings().site_name}
            await made.text("academy.json", f"{json.dumps(about, ensure_ascii=False)}\n")
            await made.lines(f"{FOLDER}/members.jsonl", export.members())
            await made.lines(f"{FOLDER}/groups.jsonl", export.groups())
            await made.lines(f"{FOLDER}/categories.jsonl", export.categories())
            await made.lines(f"{FOLDER}/threads.jsonl", export.threads())
            await made.lines(f"{FOLDER}/replies.jsonl", export.replies())
    return done[0]


@dataclass
class _Export:
    rx: Reading
    archive: Archive
    mark: str
    slugs: dict[int, str] = field(default_factory=dict)

    async def members(self) -> AsyncIterator[str]:
        async for rows in self._paged(Member, MEMBERS):
            keys = await self._keys("member", [row.id or 0 for row in rows])
            yield _lines(
                {
                    "id": keys[row.id or 0],
                    "name": row.name,
                    "email": row.email,
                    "bio": row.bio,
                    "picture": self.archive.file(row.picture) if row.picture else None,
                    "joined": _time(row.created_at),
                }
                for row in rows
            )

    async def groups(self) -> AsyncIterator[str]:
        for group in (await self.rx.scalars(select(Group).order_by(col(Group.name)))).all():
            rows = await self.rx.scalars(
                select(col(GroupMember.member_id)).where(col(GroupMember.group_id) == group.id)
            )
            keys = await self._keys("member", list(rows))
            yield _lines([{"name": group.name, "members": sorted(keys.values())}])

    async def categories(self) -> AsyncIterator[str]:
        """In their order, with who may read and post in them."""
        rows = await self.rx.execute(
            select(CategoryGrant, col(Group.name)).outerjoin(
                Group, col(Group.id) == col(CategoryGrant.group_id)
            )
        )
        grants: dict[tuple[int, str, str], list[str]] = {}
        for grant, group in rows:
            kind, name = ("groups", group) if grant.group_id else ("roles", grant.role or "")
            grants.setdefault((grant.category_id, grant.action, kind), []).append(name)
        order = col(Category.position), col(Category.id)
        for row in (await self.rx.scalars(select(Category).order_by(*order))).all():
            assert row.id is not None
            self.slugs[row.id] = row.slug
            said: Row = {
                "slug": row.slug,
                "name": row.name,
                "description": row.description,
                "colour": row.colour,
                "icon": row.icon,
                "level": row.level,
                "is_archived": row.is_archived,
                "read_by": row.read_by,
                "post_by": row.post_by,
            }
            for action in ("read", "post"):
                for kind in ("roles", "groups"):
                    said[f"{action}_{kind}"] = sorted(grants.get((row.id, action, kind), []))
            yield _lines([said])

    async def threads(self) -> AsyncIterator[str]:
        async for threads in self._living_threads():
            ids = [row.id or 0 for row in threads]
            openings = {
                post.thread_id: post
                for post in await self.rx.scalars(
                    select(Post).where(col(Post.thread_id).in_(ids), col(Post.number) == 0)
                )
            }
            marks = await marks_of(self.rx, list(openings.values()), threads)
            keys = await self._keys("thread", ids)
            people = await self._people(openings.values(), marks)
            lessons = await self._lessons(threads)
            yield _lines(
                [
                    {
                        "id": keys[row.id or 0],
                        "category": self.slugs.get(row.category_id or 0),
                        "lesson": lessons.get(row.id or 0),
                        "title": row.title,
                        **self._post(openings[row.id or 0], marks, people),
                        "tags": marks.tags.get(row.id or 0),
                        "is_pinned": row.is_pinned,
                        "is_locked": row.is_locked,
                        "wonderers": sorted(people[each] for each in marks.wonderers[row.id or 0]),
                        "poll": marks.poll(row.id or 0, people),
                    }
                    for row in threads
                    if row.id in openings
                ]
            )

    async def replies(self) -> AsyncIterator[str]:
        """Each thread's in the order of their numbers. Who answers what is deleted answers what
        that one answered."""
        async for threads in self._living_threads():
            answers = {row.answer_id for row in threads if row.answer_id}
            for few in _groups(threads):
                above: dict[int, tuple[int | None, bool]] = {}
                thread_keys = await self._keys("thread", [row.id or 0 for row in few])
                async for posts in self._replies_of([row.id or 0 for row in few]):
                    for post in posts:
                        above[post.id or 0] = (post.parent_id, post.deleted_at is None)
                    living = [post for post in posts if post.deleted_at is None]
                    parents = {post.id: _living_parent(post.parent_id, above) for post in living}
                    marks = await marks_of(self.rx, living, [])
                    wanted = {row.id or 0 for row in living}
                    wanted |= {each for each in parents.values() if each}
                    keys = await self._keys("reply", wanted)
                    people = await self._people(living, marks)
                    yield _lines(
                        {
                            "id": keys[post.id or 0],
                            "thread": thread_keys[post.thread_id],
                            "parent": keys.get(parents[post.id] or 0),
                            **self._post(post, marks, people),
                            "is_answer": post.id in answers,
                        }
                        for post in living
                    )
                    self.rx.expunge_all()

    def _post(self, post: Post, marks: Marks, people: dict[int, str]) -> Row:
        assert post.id is not None
        likes = [(_time(at), people[member]) for member, at in marks.likes[post.id]]
        return {
            "author": people.get(post.author_id or 0),
            "at": _time(post.created_at),
            "edited_at": _time(post.edited_at),
            "text": self._text(post.body, people),
            "likes": [[member, at] for at, member in sorted(likes)],
            "likes_carried": post.likes_carried,
            "endorsed_by": people.get(post.endorsed_by_id or 0),
        }

    def _text(self, body: str, people: dict[int, str]) -> str:
        """With files that come along, members by their keys, and links that lead back here."""
        body = _FILE.sub(lambda found: self.archive.file(found[1]) or found[0], body)
        body = _PERSON.sub(lambda found: people.get(int(found[1]), found[1]), body)
        return _HERE.sub(settings().base_url.rstrip("/"), body)

    async def _people(self, posts: Iterable[Post], marks: Marks) -> dict[int, str]:
        """Keys of all members who have to do with these."""
        found = set(marks.members)
        for post in posts:
            found.update(each for each in (post.author_id, post.endorsed_by_id) if each)
            found.update(int(each) for each in _PERSON.findall(post.body))
        return await self._keys("member", found)

    async def _keys(self, kind: str, ids: Iterable[int]) -> dict[int, str]:
        """What the rows are called in exports: as they came, or by their ids here."""
        wanted = sorted(set(ids))
        keys: dict[int, str] = {}
        for start in range(0, len(wanted), POSTS):
            some = wanted[start : start + POSTS]
            rows = await self.rx.execute(
                select(col(Imported.subject_id), func.min(col(Imported.key)))
                .where(
                    col(Imported.kind) == kind,
                    col(Imported.subject_id).in_(some),
                    col(Imported.source) == SOURCE,
                )
                .group_by(col(Imported.subject_id))
            )
            came = {row[0]: row[1] for row in rows}
            own = {each: f"{self.mark}-{each}" for each in some if each not in came}
            # Where the whole community once moved here, its rows have such keys already.
            taken = await self.rx.scalars(
                select(col(Imported.key)).where(
                    col(Imported.source) == SOURCE,
                    col(Imported.kind) == kind,
                    col(Imported.key).in_(list(own.values())),
                )
            )
            taken_keys = set(taken)
            keys |= came
            keys |= {each: f"{key}-b" if key in taken_keys else key for each, key in own.items()}
        return keys

    async def _paged(self, model: type[Any], size: int, *where: Any) -> AsyncIterator[list[Any]]:
        """All rows, the oldest first."""
        order = col(model.created_at), col(model.id)
        after: tuple[Any, ...] = ()
        while True:
            statement = select(model).where(*where).order_by(*order).limit(size)
            if after:
                statement = statement.where(tuple_(*order) > tuple_(*after))
            rows = list(await self.rx.scalars(statement))
            if not rows:
                return
            yield rows
            after = (rows[-1].created_at, rows[-1].id)
            # What was written need not stay in memory.
            self.rx.expunge_all()

    def _living_threads(self) -> AsyncIterator[list[Thread]]:
        return self._paged(Thread, MEMBERS, col(Thread.deleted_at).is_(None))

    async def _replies_of(self, thread_ids: Sequence[int]) -> AsyncIterator[list[Post]]:
        """The replies of the threads, in this order of threads where they are few."""
        places = {thread_id: place for place, thread_id in enumerate(thread_ids)}
        key = col(Post.thread_id), col(Post.number)
        after: tuple[Any, ...] = ()
        while True:
            statement = (
                select(Post)
                .where(col(Post.thread_id).in_(thread_ids), col(Post.number) > 0)
                .order_by(*key)
                .limit(POSTS)
            )
            if after:
                statement = statement.where(tuple_(*key) > tuple_(*after))
            posts = list(await self.rx.scalars(statement))
            if not posts:
                return
            after = (posts[-1].thread_id, posts[-1].number)
            yield sorted(posts, key=lambda post: (places[post.thread_id], post.number))

    async def _lessons(self, threads: Sequence[Thread]) -> dict[int, Row]:
        """Under which lesson, and at which second of which of its videos, threads stand."""
        wanted = {row.lesson_id for row in threads if row.lesson_id}
        if not wanted:
            return {}
        rows = await self.rx.execute(
            select(col(Lesson.id), col(Lesson.slug), col(Course.slug))
            .join(Course, col(Course.id) == col(Lesson.course_id))
            .where(col(Lesson.id).in_(wanted))
        )
        lessons = {lesson_id: (course, lesson) for lesson_id, lesson, course in rows}
        shown = {row.video_id for row in threads if row.video_id}
        films = await self.rx.execute(
            select(col(Video.id), col(Video.position)).where(col(Video.id).in_(shown))
        )
        numbers = {video_id: position + 1 for video_id, position in films}
        return {
            row.id or 0: {
                "course": lessons[row.lesson_id][0],
                "lesson": lessons[row.lesson_id][1],
                "video": numbers.get(row.video_id),
                "seconds": row.seconds,
            }
            for row in threads
            if row.lesson_id in lessons
        }


def _living_parent(parent_id: int | None, above: dict[int, tuple[int | None, bool]]) -> int | None:
    while parent_id is not None and not above.get(parent_id, (None, False))[1]:
        parent_id = above.get(parent_id, (None, False))[0]
    return parent_id


def _groups(threads: Sequence[Thread]) -> Iterator[list[Thread]]:
    """Threads whose replies can be read at once; a long one is by itself."""
    group: list[Thread] = []
    count = 0
    for thread in threads:
        if group and count + thread.highest > POSTS:
            yield group
            group, count = [], 0
        group.append(thread)
        count += thread.highest
    if group:
        yield group


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _lines(rows: Iterable[Row]) -> str:
    """One JSON object a line; what is empty is left out."""
    return "".join(
        json.dumps(
            {name: value for name, value in row.items() if value not in (None, "", [], False)},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        + "\n"
        for row in rows
    )
