"""What a member follows and has muted, as far as they may still see it."""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Select, select
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.hrefs import feed_href, person_href, thread_href
from academy_app.core.views.notices import Following
from academy_app.models.discussion import Category, Follow, Thread
from academy_app.models.membership import Member
from academy_app.policy.visibility import readable_categories, visible_threads

# Of each kind, the latest.
MOST: Final = 500


async def follows(rx: Reading, actor: Actor) -> list[Following]:
    """Threads, then categories, then members; the latest first."""
    found = []
    for statement in _statements(actor):
        for row in await rx.execute(statement):
            state = "mute" if row.is_muted else "follow"
            found.append(Following(row.kind, row.target_id, state, row.name, _href(row)))
    return found


def _statements(actor: Actor) -> Iterator[Select[*tuple[Any, ...]]]:
    for kind, model, name, slug, visible in (
        ("thread", Thread, Thread.title, Thread.title, visible_threads(actor)),
        ("category", Category, Category.name, Category.slug, readable_categories(actor)),
        ("member", Member, Member.name, Member.name, col(Member.is_active)),
    ):
        yield (
            select(
                col(Follow.kind),
                col(Follow.target_id),
                col(Follow.is_muted),
                col(name).label("name"),
                col(slug).label("slug"),
            )
            .join(model, col(model.id) == col(Follow.target_id))
            .where(col(Follow.member_id) == actor.member_id, col(Follow.kind) == kind, visible)
            .order_by(col(Follow.at).desc(), col(Follow.target_id))
            .limit(MOST)
        )


def _href(row: Any) -> str:
    if row.kind == "thread":
        return thread_href(row.target_id)
    return feed_href(row.slug) if row.kind == "category" else person_href(row.target_id)
