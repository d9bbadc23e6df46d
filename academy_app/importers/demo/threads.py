"""What is said already on a new site, so that nobody comes into an empty room."""

from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import exists, select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.db import reading, writing
from academy_app.importers.demo import AUTHOR
from academy_app.models.discussion import Category, Thread
from academy_app.models.membership import Member
from academy_app.services import discussion
from academy_app.services.discussion import PollDraft, ThreadDraft

THREADS = Path(__file__).parent / "threads.yml"


async def seed() -> None:
    """Start the demo's threads on a site that has its author and categories, and no thread yet."""
    async with reading() as rx:
        author = await rx.scalar(select(col(Member.id)).where(col(Member.name) == AUTHOR))
        rows = await rx.execute(select(col(Category.slug), col(Category.id)))
        categories = {row.slug: row.id for row in rows}
        is_talked = await rx.scalar(select(exists().where(col(Thread.id).is_not(None))))
    if author is None or is_talked:
        return
    # As a moderator, who may post where only staff do.
    actor = Actor(author, Role.MODERATOR)
    for number, told in enumerate(yaml.safe_load(THREADS.read_text("utf-8"))):
        if told["category"] in categories:
            await _start(actor, categories[told["category"]], number, told)


async def _start(actor: Actor, category_id: int | None, number: int, told: dict[str, Any]) -> None:
    """The last of the file comes first in the list: it is the newest."""
    draft = ThreadDraft(
        title=told["title"],
        words=await discussion.words(told["body"]),
        client_id=f"demo-thread-{number}",
        category_id=category_id,
        poll=PollDraft(told["poll"]) if "poll" in told else None,
    )
    reply = await discussion.words(told["reply"]) if "reply" in told else None
    async with writing() as tx:
        thread = await discussion.start_thread(tx, actor, draft)
        assert thread.id is not None
        if told.get("is_pinned"):
            await discussion.set_pinned(tx, actor, thread.id, True)
        if reply is not None:
            answer = await discussion.reply(
                tx, actor, thread.id, reply, client_id=f"demo-reply-{number}"
            )
            await discussion.mark_answer(tx, actor, thread.id, answer.id)
