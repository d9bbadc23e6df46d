"""The scene that every test here begins with."""

import pytest

from academy_app.core.db import Database
from tests.services.notices.scene import Scene, make_scene


@pytest.fixture
async def scene(db: Database) -> Scene:
    return await make_scene()
