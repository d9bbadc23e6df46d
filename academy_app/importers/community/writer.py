"""What was staged, written: categories, members, threads, replies, each batch by itself.

A batch and what its keys became are one transaction. A run that is cut off leaves whole batches,
and the next one goes on behind them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeAlias

from academy_app.core.cleaning import cleaned_email
from academy_app.core.db import Tx, reading, writing
from academy_app.core.errors import Invalid, Problem
from academy_app.core.i18n import translate
from academy_app.importers.community import categories
from academy_app.importers.community.categories import Plan
from academy_app.importers.community.frame import Run
from academy_app.importers.community.posts import Posts
from academy_app.importers.reading import Staged, moment
from academy_app.services.discussion import replies_arrive, threads_arrive
from academy_app.services.imports import Mapped, known, note_progress, remember
from academy_app.services.membership import ArrivingMember, cleaned_name, members_arrive

# Rows in one transaction: others who write wait for no longer.
BATCH: Final = 500
MOST_LIKES: Final = 1_000_000_000
KINDS: Final = ("label", "member", "thread", "reply")

Make: TypeAlias = Callable[[list[Staged]], Awaitable[list[Mapped]]]


class Writer:
    def __init__(self, run: Run) -> None:
        self.run = run
        self.staging = run.staging
        self.report = run.report
        self.categories = Plan()
        self.posts = Posts(run)
        self.done = self.total = 0

    async def plan(self) -> None:
        """The last of what can be refused."""
        for kind in KINDS:
            async with reading() as rx:
                async for found in known(rx, self.run.source, kind):
                    await asyncio.to_thread(self.staging.settle, kind, found)
            if kind != "label":
                count = self.staging.count(kind) - self.staging.count(kind, only_new=True)
                self.report.came_many(f"import.{kind}_known", count)
        self._require_sensible_likes()
        self.total = sum(self.staging.count(kind, only_new=True) for kind in KINDS[1:])
        self.categories = await categories.planned(self.run)

    async def write(self) -> None:
        if self.run.options.is_dry:
            categories.rehearsed(self.run, self.categories)
        else:
            async with writing() as tx:
                await categories.made(tx, self.run, self.categories)
        await self._in_batches("member", self._members)
        if self.run.format.also is not None:
            await self.run.format.also(self.run)
        await self._in_batches("thread", self._threads)
        await self._in_batches("reply", self._replies)
        if self.run.format.after is not None:
            await self.run.format.after(self.run)
        await asyncio.to_thread(self._compare_points)

    async def _in_batches(self, kind: str, make: Make) -> None:
        total = self.staging.count(kind, only_new=True)
        step, done = 0, 0
        self.run.progress(f"import.{kind}_new_all", 0, total)
        while batch := await asyncio.to_thread(self.staging.batch, kind, step, BATCH):
            step, done = batch[-1].step, done + len(batch)
            mapped = await make(batch)
            await asyncio.to_thread(
                self.staging.settle, kind, [(each.key, each.subject_id) for each in mapped]
            )
            made = sum(each.is_made for each in mapped)
            self.report.came_many(f"import.{kind}_new", made)
            self.report.came_many(f"import.{kind}_found", len(mapped) - made)
            self.run.progress(f"import.{kind}_new_all", done, total)

    async def _members(self, batch: list[Staged]) -> list[Mapped]:
        arriving = [self._member(each) for each in batch]
        if self.run.options.is_dry:
            return [Mapped(each.key, -each.step) for each in batch]
        async with writing() as tx:
            found = await members_arrive(tx, self.run.actor, arriving)
            mapped = [
                Mapped(each.key, member_id, is_new)
                for each, (member_id, is_new) in zip(batch, found, strict=True)
            ]
            await self._remember(tx, "member", mapped)
        return mapped

    async def _threads(self, batch: list[Staged]) -> list[Mapped]:
        threads = await asyncio.to_thread(self.posts.threads, batch, self.categories)
        if self.run.options.is_dry:
            return [Mapped(each.key, -each.step) for each in batch]
        async with writing() as tx:
            found = await threads_arrive(tx, self.run.actor, [each.arriving for each in threads])
            ids = [each.thread_id for each in found]
            further = [
                reply
                for thread_id, each in zip(ids, threads, strict=True)
                for reply in each.further(thread_id)
            ]
            if further:
                await replies_arrive(tx, self.run.actor, further)
            mapped = [Mapped(each.key, id_) for each, id_ in zip(batch, ids, strict=True)]
            await self._remember(tx, "thread", mapped)
        return mapped

    async def _replies(self, batch: list[Staged]) -> list[Mapped]:
        replies, places = await asyncio.to_thread(self.posts.replies, batch)
        if self.run.options.is_dry:
            return [Mapped(key, -number) for number, key in enumerate(places, start=1)]
        async with writing() as tx:
            ids = await replies_arrive(tx, self.run.actor, replies)
            mapped = [Mapped(key, ids[place]) for key, place in places.items()]
            await self._remember(tx, "reply", mapped)
        return mapped

    async def _remember(self, tx: Tx, kind: str, mapped: Sequence[Mapped]) -> None:
        await remember(tx, self.run.actor, self.run.key, kind, mapped)
        self.done += len(mapped)
        # Whoever made the run tells of it, too.
        if self.run.options.run_id is None:
            await note_progress(tx, self.run.run_id, self.done, self.total)

    def _member(self, each: Staged) -> ArrivingMember:
        content = each.content
        typed = str(content.get("email") or "")
        email = ""
        if typed:
            try:
                email = cleaned_email(typed)
            except Invalid:
                self.report.lost("import.email_refused", each.place, email=typed)
        if not email:
            self.report.changed(
                "import.member_placeholder", each.place, name=str(content.get("name") or each.key)
            )
        role = str(content.get("role") or "")
        if role not in ("", "member"):
            self.report.lost("import.role_dropped", each.place, role=role)
        if content.get("picture"):
            self.report.lost("import.picture_elsewhere", each.place, address=content["picture"])
        nameless = translate(self.run.options.language, "import.member_unnamed", name=each.key[:12])
        return ArrivingMember(
            f"{self.run.source}:{each.key}"[:300],
            cleaned_name(str(content.get("name") or ""), nameless),
            email,
            str(content.get("bio") or ""),
            moment(each.at),
        )

    def _require_sensible_likes(self) -> None:
        """More than a column can hold is no count of anybody's."""
        for place, likes in self.staging.ask(_MOST_LIKES):
            if likes > MOST_LIKES:
                raise Invalid(
                    {"file": Problem("import.bad_value", {"place": place, "name": "likes"})}
                )

    def _compare_points(self) -> None:
        """Where the source counted otherwise than its likes say."""
        for name, theirs, ours, place in self.staging.ask(_POINTS):
            self.report.changed(
                "import.points_differ", place, name=name or "", theirs=theirs, ours=ours
            )


_MOST_LIKES = """
SELECT place, sum(json_extract(content, '$.likes')) AS n FROM item
WHERE kind IN ('thread', 'reply') GROUP BY json_extract(content, '$.author') ORDER BY n DESC LIMIT 1
"""
_POINTS = """
WITH given AS (
    SELECT json_extract(content, '$.author') AS author, sum(json_extract(content, '$.likes')) AS n
    FROM item WHERE kind IN ('thread', 'reply') GROUP BY 1)
SELECT json_extract(content, '$.name'), json_extract(content, '$.points'), coalesce(given.n, 0),
    place
FROM item LEFT JOIN given ON given.author = item.key
WHERE kind = 'member' AND json_extract(content, '$.points') IS NOT NULL
    AND json_extract(content, '$.points') <> coalesce(given.n, 0)
ORDER BY step
"""
