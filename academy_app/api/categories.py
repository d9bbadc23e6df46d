"""Categories: as members meet them, and kept by admins."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from academy_app.api.bodies import Body, Long, RowId, Short
from academy_app.api.deps import CurrentActor
from academy_app.core.db import reading, writing
from academy_app.core.views.categories import CategoryCard, CategoryForm, CategoryList
from academy_app.queries import categories as queries
from academy_app.services import categories
from academy_app.services.categories import CategoryDraft

router = APIRouter(prefix="/community/categories", tags=["categories"])

Names = Annotated[list[Short], Field(max_length=20)]
Ids = Annotated[list[int], Field(max_length=500)]


class CategoryChanges(Body):
    """What is left out stays as it is. `read_by` and `post_by` are `everyone`, `staff` or
    `listed`: those with one of the roles, or in one of the groups."""

    name: Short | None = None
    slug: Short | None = None
    description: Long | None = None
    colour: int | None = None
    icon: Short | None = None
    level: int | None = None
    read_by: Short | None = None
    read_roles: Names | None = None
    read_groups: Ids | None = None
    post_by: Short | None = None
    post_roles: Names | None = None
    post_groups: Ids | None = None

    def draft(self) -> CategoryDraft:
        return CategoryDraft(**self.model_dump())


class NewCategory(CategoryChanges):
    name: Short


class Order(Body):
    ids: Ids


@router.get("")
async def my_categories(actor: CurrentActor) -> list[CategoryCard]:
    """Those that the member may read, in their order, and those that a level still closes."""
    async with reading() as rx:
        return await queries.categories(rx, actor)


@router.get("/all")
async def all_categories(actor: CurrentActor) -> CategoryList:
    """All of them, for admins."""
    async with reading() as rx:
        return await queries.categories_admin(rx, actor)


@router.post("", status_code=201)
async def create(body: NewCategory, actor: CurrentActor) -> CategoryForm:
    async with writing() as tx:
        made = await categories.create_category(tx, actor, body.draft())
        return await queries.category_admin(tx, actor, made.id or 0)


@router.put("/order", status_code=204)
async def reorder(body: Order, actor: CurrentActor) -> None:
    """`ids` are all categories, in the order wanted."""
    async with writing() as tx:
        await categories.reorder_categories(tx, actor, body.ids)


@router.get("/{category_id}")
async def one(category_id: RowId, actor: CurrentActor) -> CategoryForm:
    """One of them, for admins."""
    async with reading() as rx:
        return await queries.category_admin(rx, actor, category_id)


@router.patch("/{category_id}")
async def change(category_id: RowId, body: CategoryChanges, actor: CurrentActor) -> CategoryForm:
    async with writing() as tx:
        await categories.update_category(tx, actor, category_id, body.draft())
        return await queries.category_admin(tx, actor, category_id)


@router.put("/{category_id}/archive", status_code=204)
async def archive(category_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await categories.archive_category(tx, actor, category_id)


@router.delete("/{category_id}/archive", status_code=204)
async def unarchive(category_id: RowId, actor: CurrentActor) -> None:
    async with writing() as tx:
        await categories.unarchive_category(tx, actor, category_id)


@router.delete("/{category_id}", status_code=204)
async def delete(category_id: RowId, actor: CurrentActor) -> None:
    """Only an empty one."""
    async with writing() as tx:
        await categories.delete_category(tx, actor, category_id)
