"""The categories that a new site begins with."""

from pathlib import Path

import yaml
from sqlalchemy import exists, or_, select
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.channels import of_category
from academy_app.core.db import Tx, writing
from academy_app.models.channels import Channel
from academy_app.models.discussion import Category, Thread
from academy_app.services.categories import CategoryDraft, create_category

CATEGORIES = Path(__file__).parent / "categories.yml"
# No member yet: the site itself.
_SITE = Actor(0, Role.ADMIN)


async def seed() -> None:
    """Make them where nobody ever had a category or a thread: an admin who deleted them does not
    find them again."""
    async with writing() as tx:
        if await _had_any(tx):
            return
        for wanted in yaml.safe_load(CATEGORIES.read_text("utf-8")):
            await create_category(tx, _SITE, CategoryDraft(**wanted))


async def _had_any(tx: Tx) -> bool:
    """The channel of a category outlives it."""
    any_category = of_category(0).removesuffix("0")
    marked = exists().where(col(Channel.name).startswith(any_category))
    found = or_(exists(select(col(Category.id))), exists(select(col(Thread.id))), marked)
    return bool(await tx.scalar(select(found)))
