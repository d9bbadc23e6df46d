"""A thread among members, and what each of them is told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Tx, reading, writing
from academy_app.models.channels import Change
from academy_app.models.discussion import Category, Follow, Like, Post, Thread
from academy_app.models.membership import Member
from academy_app.models.notices import Notification, NotificationWish
from academy_app.services import notices
from tests import factories
from tests.factories import key


@dataclass
class Scene:
    """`asker` has started the thread, `writer` acts, everybody else is made by the test."""

    category: Category
    thread: Thread
    opening: Post
    asker: Member
    writer: Member
    names: dict[int, str] = field(default_factory=dict)

    @property
    def acting(self) -> Actor:
        return factories.as_actor(self.writer)

    async def someone(self, name: str, **values: Any) -> Member:
        async with writing() as tx:
            made = await factories.member(tx, name=name, **values)
        self.names[key(made)] = name
        return made

    async def follow(
        self, who: Member, kind: str, target_id: int, *, is_muted: bool = False
    ) -> None:
        row = Follow(member_id=key(who), kind=kind, target_id=target_id, is_muted=is_muted)
        async with writing() as tx:
            tx.add(row)

    async def turn_off(self, who: Member, kind: str) -> None:
        async with writing() as tx:
            tx.add(NotificationWish(member_id=key(who), kind=kind, is_on=False))

    async def reply(
        self, parent: Post | None = None, by: Member | None = None, mentions: Iterable[Member] = ()
    ) -> Post:
        """Written as the core does it: the row first, then word of it."""
        async with writing() as tx:
            made = await factories.post(
                tx, self.thread, by or self.writer, parent_id=parent.id if parent else None
            )
            tx.add(self.thread)
            await self.tell(tx, made, parent, mentions)
        return made

    async def tell(
        self, tx: Tx, post: Post, parent: Post | None = None, mentions: Iterable[Member] = ()
    ) -> None:
        ids = [key(member) for member in mentions]
        await notices.post_written(tx, self.thread, post, parent, ids)

    async def start(self, by: Member, mentions: Iterable[Member] = ()) -> Thread:
        """Another thread in the same category."""
        async with writing() as tx:
            thread = await factories.thread(
                tx, category_id=self.category.id, author_id=key(by), title="Another"
            )
            post = await factories.post(tx, thread, by, number=0)
            await notices.thread_started(tx, thread, post, [key(member) for member in mentions])
        return thread

    async def like(self, post: Post, by: Member) -> None:
        async with writing() as tx:
            tx.add(Like(post_id=key(post), member_id=key(by), author_id=post.author_id))
            await tx.flush()
            await notices.liked(tx, factories.as_actor(by), post)

    async def unlike(self, post: Post, by: Member) -> None:
        async with writing() as tx:
            await tx.delete(await tx.get_one(Like, (key(post), key(by))))
            await tx.flush()
            await notices.unliked(tx, factories.as_actor(by), post)

    async def told(self) -> dict[str, str]:
        """The kind that each was told last, by name."""
        rows = await rows_of()
        return {self.names[row.member_id]: row.kind for row in rows}


async def make_scene(**category: Any) -> Scene:
    async with writing() as tx:
        place = await factories.category(tx, **category)
        asker = await factories.member(tx, name="asker")
        writer = await factories.member(tx, name="writer")
        thread = await factories.thread(
            tx, category_id=place.id, author_id=key(asker), title="How?"
        )
        opening = await factories.post(tx, thread, asker, number=0)
    names = {key(asker): "asker", key(writer): "writer"}
    return Scene(place, thread, opening, asker, writer, names)


async def rows_of(who: Member | None = None) -> list[Notification]:
    """All notifications in the order of their ids, or one member's."""
    wanted = select(Notification).order_by(col(Notification.id))
    if who is not None:
        wanted = wanted.where(col(Notification.member_id) == key(who))
    async with reading() as rx:
        return list(await rx.scalars(wanted))


async def changes(who: Member) -> list[str]:
    """What was recorded for a member, in order."""
    async with reading() as rx:
        return list(
            await rx.scalars(
                select(col(Change.kind))
                .where(col(Change.channel) == f"member:{key(who)}")
                .order_by(col(Change.number))
            )
        )
