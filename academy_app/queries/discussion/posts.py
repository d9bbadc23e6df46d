"""Posts as a thread shows them. Nothing in a row is about its reader."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from academy_app.core.db import Reading
from academy_app.core.hrefs import post_href
from academy_app.core.views.discussion import PostView
from academy_app.models.discussion import Post, Revision, Thread
from academy_app.models.membership import Member
from academy_app.queries.discussion.authors import NOBODY, Writer
from academy_app.queries.discussion.cards import iso

STEP = 6
DEEPEST = 3

AUTHOR = Writer("author")
_endorser: Any = aliased(Member, name="endorser")
_parent: Any = aliased(Post, name="parent")
_answered: Any = aliased(Member, name="answered")


def _edited_by() -> ColumnElement[str]:
    """Who changed a post last, unless it was its author."""
    latest = (
        select(func.max(col(Revision.id)))
        .where(col(Revision.post_id) == col(Post.id))
        .correlate(Post)
        .scalar_subquery()
    )
    return (
        select(_editor.name)
        .join(Revision, col(Revision.editor_id) == _editor.id)
        .where(
            col(Post.edited_at).is_not(None),
            col(Revision.id) == latest,
            col(Revision.editor_id).is_distinct_from(col(Post.author_id)),
        )
        .correlate(Post)
        .scalar_subquery()
        .label("edited_by")
    )


_editor: Any = aliased(Member, name="editor")
EDITED_BY: Any = _edited_by()


async def post_rows(rx: Reading, post_ids: Collection[int]) -> dict[int, PostView]:
    """Posts by their ids, deleted ones as such. For those who may read their threads."""
    statement = post_columns().where(col(Post.id).in_(post_ids))
    return {row.id: post_view(row) for row in await rx.execute(statement)}


def post_columns() -> Select[*tuple[Any, ...]]:
    """What a post's view is made of."""
    return (
        select(
            col(Post.id),
            col(Post.thread_id),
            col(Post.number),
            col(Post.path),
            col(Post.parent_id),
            col(Post.created_at),
            col(Post.edited_at),
            col(Post.deleted_at),
            col(Post.deleted_by_id),
            col(Post.likes),
            col(Post.has_math),
            col(Post.body_html),
            col(Thread.answer_id),
            col(_endorser.name).label("endorser"),
            col(_parent.path).label("parent_path"),
            col(_answered.name).label("answered"),
            EDITED_BY,
            *AUTHOR.columns,
        )
        .join(Thread, col(Thread.id) == col(Post.thread_id))
        .outerjoin(AUTHOR.table, AUTHOR.is_(col(Post.author_id)))
        .outerjoin(_endorser, col(_endorser.id) == col(Post.endorsed_by_id))
        .outerjoin(_parent, col(_parent.id) == col(Post.parent_id))
        .outerjoin(_answered, col(_answered.id) == col(_parent.author_id))
    )


def post_view(row: Row[*tuple[Any, ...]]) -> PostView:
    is_deleted = row.deleted_at is not None
    depth = len(row.path) // STEP
    return PostView(
        id=row.id,
        thread_id=row.thread_id,
        number=row.number,
        path=row.path,
        depth=depth,
        href=post_href(row.thread_id, row.id),
        parent_id=row.parent_id or 0,
        parent_name=row.answered or "" if _stands_beside_parent(row) else "",
        author=NOBODY if is_deleted else AUTHOR.of(row),
        html="" if is_deleted else row.body_html,
        has_math=row.has_math and not is_deleted,
        created_at=iso(row.created_at),
        edited_at=iso(row.edited_at),
        edited_by="" if is_deleted else row.edited_by or "",
        likes=0 if is_deleted else row.likes,
        endorsed_by="" if is_deleted else row.endorser or "",
        is_answer=row.answer_id == row.id,
        is_deleted=is_deleted,
        deleted_by=row.deleted_by_id or 0,
    )


def _stands_beside_parent(row: Any) -> bool:
    """Whether the page's order alone does not show whom it answers."""
    return row.parent_path is not None and len(row.parent_path) == STEP * DEEPEST
