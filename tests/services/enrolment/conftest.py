import pytest

from academy_app.core.actor import Role
from academy_app.core.db import Database, writing
from tests import factories
from tests.services.enrolment.scene import Scene


@pytest.fixture
async def scene(db: Database) -> Scene:
    made = Scene()
    async with writing() as tx:
        made.author = await factories.actor(tx, Role.CONTENT_CREATOR, name="Ada")
        made.member = await factories.actor(tx, name="Uli")
        made.tree = await factories.course(tx, made.author, lessons=3, slug="c", title="Bread")
    return made
