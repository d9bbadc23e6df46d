"""The categories, for admins."""

from collections.abc import Mapping

import reflex as rx
from reflex.event import EventSpec

from academy_app.core.actor import Actor
from academy_app.core.db import reading
from academy_app.core.ids import id_in
from academy_app.core.views.categories import CategoryForm, CategoryList
from academy_app.queries import categories
from academy_app.state.session import Loaded, SessionState


async def load_categories(actor: Actor, _params: Mapping[str, str]) -> Loaded:
    async with reading() as session:
        return {"categories": await categories.categories_admin(session, actor)}


async def load_category(actor: Actor, params: Mapping[str, str]) -> Loaded:
    category_id = id_in(params.get("category", ""))
    async with reading() as session:
        return {"category": await categories.category_admin(session, actor, category_id)}


class CategoriesState(SessionState):
    categories: CategoryList = CategoryList()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_categories)


class CategoryState(SessionState):
    category: CategoryForm = CategoryForm()

    @rx.event
    async def opened(self) -> EventSpec | None:
        return await self._open(load_category)
