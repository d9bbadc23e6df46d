"""Where members talk: categories, their looks, their order and who may read and post in them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from sqlalchemy import delete, exists, func, insert, select, update
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.channels import ACCESS, of_category, of_community
from academy_app.core.cleaning import cleaned_line, cleaned_text
from academy_app.core.db import Tx
from academy_app.core.errors import Conflict, Invalid, NotFound
from academy_app.core.ids import is_id
from academy_app.core.levels import HIGHEST
from academy_app.core.looks import CATEGORY_ICONS, COLOURS
from academy_app.models.discussion import Category, CategoryGrant, Follow, Thread
from academy_app.models.membership import Group
from academy_app.policy.decisions import can_change_members, can_manage_community, require
from academy_app.policy.places import accesses
from academy_app.services import notices
from academy_app.services.slugs import free_slug, rivals

NAME: Final = 80
DESCRIPTION: Final = 500
# So that a list of all of them stays a short one.
MOST: Final = 100
WHO: Final = ("everyone", "staff", "listed")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CategoryDraft:
    """What an admin wants of a category; None leaves as it is, or as new ones are.

    `read_by` and `post_by` are `everyone`, `staff` or `listed`: those who have one of the roles
    or are in one of the groups. Those of the action that is not for the listed are kept.
    """

    name: str | None = None
    slug: str | None = None
    description: str | None = None
    colour: int | None = None
    icon: str | None = None
    level: int | None = None
    read_by: str | None = None
    read_roles: Collection[str] | None = None
    read_groups: Collection[int] | None = None
    post_by: str | None = None
    post_roles: Collection[str] | None = None
    post_groups: Collection[int] | None = None


async def create_category(tx: Tx, actor: Actor, draft: CategoryDraft) -> Category:
    """A new category, last in line. An empty slug is made from the name."""
    require(can_manage_community(actor))
    following = func.coalesce(func.max(col(Category.position)) + 1, 0)
    count, place = (await tx.execute(select(func.count(), following).select_from(Category))).one()
    if count >= MOST:
        raise Conflict("category.too_many", max=MOST)
    category = Category(name="", slug="", position=place)
    _fill(category, replace(draft, name=draft.name or ""))
    category.slug = await _slug(tx, draft.slug or "", category.name)
    tx.add(category)
    await tx.flush()
    await _set_grants(tx, _id(category), draft)
    tx.record(ACCESS, "access", _id(category))
    tx.record(of_category(_id(category)), "category", _id(category))
    # Nobody follows it yet.
    tx.record(of_community(), "category")
    return category


async def update_category(tx: Tx, actor: Actor, category_id: int, draft: CategoryDraft) -> Category:
    """Everything that the draft says; an empty slug keeps the address that people have."""
    category = await _managed(tx, actor, category_id)
    before = await accesses(tx, [category_id])
    _fill(category, draft)
    if draft.slug and draft.slug != category.slug:
        category.slug = await _slug(tx, draft.slug, category.name, category_id)
    await _set_grants(tx, category_id, draft)
    await tx.flush()
    if await accesses(tx, [category_id]) != before:
        tx.record(ACCESS, "access", category_id)
        tx.record(of_community(), "category")
        await notices.place_changed(tx, col(Thread.category_id) == category_id)
    _tell(tx, category_id, category.level)
    return category


async def reorder_categories(tx: Tx, actor: Actor, category_ids: Sequence[int]) -> None:
    """Put the categories in this order. Raises Invalid unless it names each once."""
    require(can_manage_community(actor))
    rows = (
        await tx.execute(select(col(Category.id), col(Category.position), col(Category.level)))
    ).all()
    places = {row.id: row.position for row in rows}
    levels = {row.id: row.level for row in rows}
    if len(set(category_ids)) != len(category_ids) or set(category_ids) != set(places):
        raise Invalid({"ids": "authoring.order_incomplete"})
    moved = [
        {"id": row_id, "position": place}
        for place, row_id in enumerate(category_ids)
        if places[row_id] != place
    ]
    if moved:
        await tx.execute(update(Category), moved)
    for row in moved:
        _tell(tx, row["id"], levels[row["id"]])


async def archive_category(tx: Tx, actor: Actor, category_id: int) -> None:
    """Nobody posts or replies in it any more; all that was said stays to be read."""
    await _set_archived(tx, actor, category_id, is_archived=True)


async def unarchive_category(tx: Tx, actor: Actor, category_id: int) -> None:
    await _set_archived(tx, actor, category_id, is_archived=False)


async def delete_category(tx: Tx, actor: Actor, category_id: int) -> None:
    """Only one in which there is nothing, not even what was deleted and can come back. Raises
    Conflict for others: words are lost by no click."""
    category = await _managed(tx, actor, category_id)
    if await tx.scalar(select(exists().where(col(Thread.category_id) == category_id))):
        raise Conflict("category.not_empty")
    # A later category can have the same id.
    await tx.execute(
        delete(Follow).where(col(Follow.kind) == "category", col(Follow.target_id) == category_id)
    )
    await tx.delete(category)
    tx.record(ACCESS, "access", category_id)
    tx.record(of_community(), "category")


async def _managed(tx: Tx, actor: Actor, category_id: int) -> Category:
    """The category, locked: no thread comes into it meanwhile.

    Who may read there is decided by who is signed in, as is who is in a group: a token that
    leaked must not open what is closed.
    """
    require(can_manage_community(actor))
    require(can_change_members(actor))
    category = await tx.get(Category, category_id, with_for_update=True)
    if category is None:
        raise NotFound
    return category


async def _set_archived(tx: Tx, actor: Actor, category_id: int, *, is_archived: bool) -> None:
    category = await _managed(tx, actor, category_id)
    if category.is_archived == is_archived:
        return
    category.is_archived = is_archived
    tx.record(ACCESS, "access", category_id)
    _tell(tx, category_id, category.level)


def _tell(tx: Tx, category_id: int, level: int) -> None:
    """It looks other than before, also to those who see it closed and may not follow it."""
    tx.record(of_category(category_id), "category", category_id)
    if level > 1:
        tx.record(of_community(), "category")


def _fill(category: Category, draft: CategoryDraft) -> None:
    if draft.name is not None:
        category.name = cleaned_line(draft.name, "name", NAME)
    if draft.description is not None:
        category.description = cleaned_text(draft.description, "description", DESCRIPTION)
    if draft.colour is not None:
        category.colour = _among(draft.colour, range(COLOURS), "colour")
    if draft.icon is not None:
        category.icon = _among(draft.icon, CATEGORY_ICONS, "icon")
    if draft.level is not None:
        category.level = _among(draft.level, range(1, HIGHEST + 1), "level")
    if draft.read_by is not None:
        category.read_by = _among(draft.read_by, WHO, "read_by")
    if draft.post_by is not None:
        category.post_by = _among(draft.post_by, WHO, "post_by")


def _among(value: T, known: Collection[T], field: str) -> T:
    if value not in known:
        raise Invalid({field: "error.invalid_value"})
    return value


async def _slug(tx: Tx, wanted: str, name: str, own_id: int | None = None) -> str:
    rows = await tx.execute(
        select(col(Category.slug), col(Category.id)).where(rivals(col(Category.slug), wanted, name))
    )
    return free_slug(wanted, name, (slug for slug, row_id in rows if row_id != own_id))


async def _set_grants(tx: Tx, category_id: int, draft: CategoryDraft) -> None:
    for action, roles, groups in (
        ("read", draft.read_roles, draft.read_groups),
        ("post", draft.post_roles, draft.post_groups),
    ):
        if roles is not None:
            known = [str(_among(role, tuple(Role), f"{action}_roles")) for role in roles]
            await _list(tx, category_id, action, "role", known)
        if groups is not None:
            await _require_groups(tx, groups, f"{action}_groups")
            await _list(tx, category_id, action, "group_id", groups)


async def _list(
    tx: Tx, category_id: int, action: str, kind: str, wanted: Collection[str | int]
) -> None:
    """Let these and no others do `action`, by their `role` or their `group_id`."""
    await tx.execute(
        delete(CategoryGrant).where(
            col(CategoryGrant.category_id) == category_id,
            col(CategoryGrant.action) == action,
            col(getattr(CategoryGrant, kind)).is_not(None),
        )
    )
    if wanted:
        row = {"category_id": category_id, "action": action}
        await tx.execute(
            insert(CategoryGrant), [{**row, kind: each} for each in sorted(set(wanted))]
        )


async def _require_groups(tx: Tx, group_ids: Collection[int], field: str) -> None:
    wanted = set(group_ids)
    if not all(map(is_id, wanted)):
        raise Invalid({field: "error.invalid_value"})
    known = await tx.scalars(select(col(Group.id)).where(col(Group.id).in_(wanted)))
    if set(known) != wanted:
        raise Invalid({field: "error.invalid_value"})


def _id(category: Category) -> int:
    assert category.id is not None, "it has been written"
    return category.id
