"""What tests of watching begin with."""

from collections.abc import AsyncIterator

import pytest

from academy_app.core import bus
from academy_app.core.clock import Travel
from academy_app.core.db import Database, writing
from academy_app.core.events import Event
from academy_app.services import learning
from tests import factories
from tests.factories import key
from tests.services.watching.scene import Scene


@pytest.fixture
async def scene(db: Database, clock: Travel) -> Scene:
    async with writing() as tx:
        tree = await factories.course(tx, lessons=3)
        video = await factories.video(tx, tree.lessons[0])
        actor = await factories.actor(tx)
        await learning.open_lesson(tx, actor, key(tree.lessons[0]))
        return Scene(actor, tree, video)


@pytest.fixture
async def heard() -> AsyncIterator[list[Event]]:
    events: list[Event] = []

    async def hear(event: Event) -> None:
        events.append(event)

    stop = bus.listen(hear)
    yield events
    stop()
