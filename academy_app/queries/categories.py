"""Categories: those a member may read, and all of them as admins keep them."""

import json
from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, literal, select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.core.hrefs import category_form_href, feed_href
from academy_app.core.views.categories import (
    CategoryCard,
    CategoryForm,
    CategoryList,
    CategoryLook,
    CategoryRow,
    GroupChoice,
)
from academy_app.models.discussion import Category, Follow, Thread, ThreadRead
from academy_app.models.membership import Group
from academy_app.policy.decisions import (
    Access,
    can_manage_community,
    can_post_in_category,
    can_read_category,
    require,
)
from academy_app.policy.places import accesses
from academy_app.policy.visibility import listed_categories
from academy_app.queries.discussion.feed import is_muted, is_unread

# Counted no further: a list of categories costs the same however much was said in them.
MOST_THREADS: Final = 1000
# Of a category's threads in the order of its feed, those that are looked at for what is unread.
WINDOW: Final = 100
MOST_UNREAD: Final = 99


async def categories(rx: Reading, actor: Actor) -> list[CategoryCard]:
    """Those that the actor knows of, in their order; of locked ones no more than their names."""
    rows = await rx.execute(
        select(
            Category,
            _threads().label("threads"),
            _unread(actor).label("unread"),
            col(Follow.is_muted),
        )
        .outerjoin(
            Follow,
            and_(
                col(Follow.member_id) == actor.member_id,
                col(Follow.kind) == "category",
                col(Follow.target_id) == col(Category.id),
            ),
        )
        .where(listed_categories(actor))
        .order_by(*_ORDER)
    )
    found = rows.all()
    rules = await accesses(rx, [row.Category.id for row in found])
    return [_card(actor, row, rules[row.Category.id]) for row in found if row.Category.id in rules]


async def category_looks(rx: Reading, category_ids: Collection[int]) -> dict[int, CategoryLook]:
    """For those who may read them; who is gone is left out."""
    rows = await rx.scalars(select(Category).where(col(Category.id).in_(category_ids)))
    return {row.id or 0: CategoryLook(**_look(row), level=row.level) for row in rows}


async def categories_admin(rx: Reading, actor: Actor) -> CategoryList:
    """All categories, in their order, for admins."""
    require(can_manage_community(actor))
    return CategoryList(await _rows(rx), await _groups(rx, Access()))


async def category_admin(rx: Reading, actor: Actor, category_id: int) -> CategoryForm:
    """One category for admins, with all whom it can be opened to."""
    require(can_manage_community(actor))
    row = next((row for row in await _rows(rx) if row.id == category_id), None)
    if row is None:
        raise NotFound
    access = (await accesses(rx, [category_id]))[category_id]
    return CategoryForm(
        row=row,
        read_roles=_roles(access, "read"),
        post_roles=_roles(access, "post"),
        groups=await _groups(rx, access),
    )


_ORDER = (col(Category.position), col(Category.id))


def _threads() -> ColumnElement[int]:
    """How many threads a category has, counted to one more than MOST_THREADS."""
    some = (
        select(literal(1))
        .where(_in_category())
        .limit(MOST_THREADS + 1)
        .correlate(Category)
        .subquery("some")
    )
    return select(func.count()).select_from(some).scalar_subquery()


def _unread(actor: Actor) -> ColumnElement[int]:
    """How many of a category's latest threads say something that the actor has not read."""
    latest = (
        select(and_(is_unread(actor), ~is_muted(actor)).label("is_new"))
        .select_from(Thread)
        .outerjoin(
            ThreadRead,
            and_(
                col(ThreadRead.thread_id) == col(Thread.id),
                col(ThreadRead.member_id) == actor.member_id,
            ),
        )
        .where(_in_category())
        .order_by(
            col(Thread.is_pinned).desc(), col(Thread.activity_at).desc(), col(Thread.id).desc()
        )
        .limit(WINDOW)
        .correlate(Category)
        .subquery("latest")
    )
    return select(func.count()).select_from(latest).where(latest.c.is_new).scalar_subquery()


def _in_category() -> ColumnElement[bool]:
    return and_(col(Thread.category_id) == col(Category.id), col(Thread.deleted_at).is_(None))


def _card(actor: Actor, row: Any, access: Access) -> CategoryCard:
    category: Category = row.Category
    may_post = can_post_in_category(actor, access)
    if not can_read_category(actor, access):
        return CategoryCard(
            **_look(category), level=access.level, is_locked=True, post_reason=may_post.reason
        )
    return CategoryCard(
        **_look(category),
        level=access.level,
        can_post=bool(may_post),
        post_reason=may_post.reason,
        threads=min(row.threads, MOST_THREADS),
        is_more=row.threads > MOST_THREADS,
        unread=min(row.unread, MOST_UNREAD),
        is_more_unread=row.unread > MOST_UNREAD,
        follow={None: "", True: "mute", False: "follow"}[row.is_muted],
    )


def _look(category: Category) -> dict[str, Any]:
    return {
        "id": category.id or 0,
        "slug": category.slug,
        "name": category.name,
        "description": category.description,
        "colour": category.colour,
        "icon": category.icon,
        "href": feed_href(category.slug),
        "position": category.position,
        "is_archived": category.is_archived,
    }


async def _rows(rx: Reading) -> list[CategoryRow]:
    is_used = exists().where(col(Thread.category_id) == col(Category.id))
    rows = await rx.execute(
        select(Category, _threads().label("threads"), is_used.label("is_used")).order_by(*_ORDER)
    )
    found = rows.all()
    ids = [row.Category.id for row in found]
    return [
        CategoryRow(
            id=row.Category.id,
            slug=row.Category.slug,
            name=row.Category.name,
            description=row.Category.description,
            colour=row.Category.colour,
            icon=row.Category.icon,
            href=feed_href(row.Category.slug),
            edit_href=category_form_href(row.Category.id),
            is_archived=row.Category.is_archived,
            level=row.Category.level,
            read_by=row.Category.read_by,
            post_by=row.Category.post_by,
            place=place + 1,
            threads=min(row.threads, MOST_THREADS),
            is_more=row.threads > MOST_THREADS,
            is_empty=not row.is_used,
            order_up=_moved(ids, place, -1),
            order_down=_moved(ids, place, 1),
        )
        for place, row in enumerate(found)
    ]


def _moved(ids: Sequence[int], place: int, by: int) -> str:
    """The ids with the one at `place` moved, as JSON; "" where it can go no further."""
    target = place + by
    if not 0 <= target < len(ids):
        return ""
    order = list(ids)
    order.insert(target, order.pop(place))
    return json.dumps(order)


async def _groups(rx: Reading, access: Access) -> list[GroupChoice]:
    rows = await rx.execute(
        select(col(Group.id), col(Group.name)).order_by(func.lower(col(Group.name)), col(Group.id))
    )
    listed = {(grant.action, grant.group_id) for grant in access.grants}
    return [
        GroupChoice(row.id, row.name, ("read", row.id) in listed, ("post", row.id) in listed)
        for row in rows
    ]


def _roles(access: Access, action: str) -> list[str]:
    listed = {grant.role for grant in access.grants if grant.action == action}
    return [str(role) for role in Role if role in listed]
