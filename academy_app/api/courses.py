"""Courses as the member sees them, with their progress."""

from typing import Annotated

from fastapi import APIRouter, Query

from academy_app.api.deps import CurrentActor
from academy_app.core.db import reading
from academy_app.core.views import Catalog, LessonPage, Outline
from academy_app.queries import learning

router = APIRouter(prefix="/courses", tags=["courses"])

Words = Annotated[str, Query(max_length=200)]


@router.get("")
async def catalog(actor: CurrentActor, query: Words = "", tag: Words = "") -> Catalog:
    """Courses that hold every word of `query` in title, description or tags."""
    async with reading() as rx:
        return await learning.catalog(rx, actor, query, tag)


@router.get("/{slug}")
async def outline(slug: str, actor: CurrentActor) -> Outline:
    """Modules and lessons in order, what is done, and what is next."""
    async with reading() as rx:
        return await learning.outline(rx, actor, slug)


@router.get("/{slug}/lessons/{lesson_slug}")
async def lesson(slug: str, lesson_slug: str, actor: CurrentActor) -> LessonPage:
    """The lesson's content, with where the member is in each of its videos (seconds)."""
    async with reading() as rx:
        return await learning.lesson_page(rx, actor, slug, lesson_slug)
