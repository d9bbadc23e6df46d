"""Members of a community that is a few days old, and what they write."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import now
from academy_app.core.db import Tx, writing
from academy_app.models.discussion import Category, Post, Thread
from academy_app.services import discussion
from academy_app.services.discussion import ThreadDraft
from tests import factories


async def regular(tx: Tx, role: Role = Role.USER, **values: Any) -> Actor:
    """A member who is no newcomer."""
    return await factories.actor(tx, role, created_at=now() - timedelta(days=9), **values)


async def started(
    actor: Actor, category: Category, body: str = "How do I knead?", **values: Any
) -> Thread:
    words = await discussion.words(body)
    draft = {"title": "A question", "client_id": uuid4().hex, **values}
    async with writing() as tx:
        return await discussion.start_thread(
            tx, actor, ThreadDraft(words=words, category_id=factories.key(category), **draft)
        )


async def replied(
    actor: Actor, thread: Thread, body: str = "", parent: Post | None = None, client_id: str = ""
) -> Post:
    words = await discussion.words(body or f"An answer {uuid4().hex}.")
    async with writing() as tx:
        return await discussion.reply(
            tx,
            actor,
            factories.key(thread),
            words,
            client_id=client_id or uuid4().hex,
            parent_id=factories.key(parent) if parent else None,
        )
