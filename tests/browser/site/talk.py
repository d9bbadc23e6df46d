"""What is said on the tested site: a thread of everything, a long one, one that is closed."""

from datetime import timedelta
from typing import Final
from uuid import uuid4

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Tx
from academy_app.models.discussion import Post, Thread
from academy_app.models.membership import Member
from academy_app.services import discussion
from academy_app.services.discussion import PollDraft, ThreadDraft
from tests import factories

FULL: Final = 1
LONG: Final = 2
REPLIES: Final = 75

_WORDS = """How long do you knead a **wet** dough?

- ten minutes
- until it is smooth

> As long as it takes.

| Flour | Water |
|---|---|
| 500 g | 350 g |

```python
print("fold")
```
"""


async def fill_talk(tx: Tx, author: Member) -> None:
    """A member of the team writes: nothing holds them up."""
    general = await factories.category(
        tx, slug="general", name="General", description="Whatever moves you.", icon="chat"
    )
    category_id = factories.key(general)
    writer = factories.as_actor(author)
    full = await _full(tx, writer, category_id)
    assert full.id == FULL
    long = await factories.thread(
        tx, author, general, title="A long talk", activity_at=now() - timedelta(days=1)
    )
    for _ in range(REPLIES):
        await factories.post(tx, long, author, created_at=now() - timedelta(days=1))
    staff = await factories.category(tx, slug="staff", name="Staff room", read_by="staff")
    await factories.thread(tx, author, staff, title="Secret of the team")


async def _full(tx: Tx, writer: Actor, category_id: int) -> Thread:
    """With a poll, tags, an answer, nested replies and a deleted one."""
    thread = await discussion.start_thread(
        tx,
        writer,
        ThreadDraft(
            title="Kneading a wet dough",
            words=await discussion.words(_WORDS),
            client_id=uuid4().hex,
            category_id=category_id,
            tags=["dough"],
            poll=PollDraft(["By hand", "By machine"]),
        ),
    )
    parent: Post | None = None
    for number in range(5):
        parent = await discussion.reply(
            tx,
            writer,
            thread.id or 0,
            await discussion.words(f"Reply {number}: [see](https://example.org/{number})"),
            client_id=uuid4().hex,
            parent_id=parent.id if parent else None,
        )
    assert parent is not None
    await discussion.delete_post(tx, writer, parent.id or 0)
    await discussion.mark_answer(tx, writer, thread.id or 0, parent.parent_id)
    return thread
