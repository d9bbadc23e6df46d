"""What was scheduled is told of when its time has come."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlmodel import col

from academy_app.core.channels import ACCESS
from academy_app.core.clock import Travel, now
from academy_app.core.db import Database, reading, writing
from academy_app.jobs.schedule import release
from academy_app.models.channels import Change
from tests import factories


async def test_pages_are_told_once_when_the_time_has_come(db: Database, clock: Travel) -> None:
    async with writing() as tx:
        await factories.course(tx, publish_at=now() + timedelta(minutes=5))
    assert await release() == 0
    clock.forward(301)
    assert [await release(), await release()] == [1, 0]
    async with reading() as rx:
        told = await rx.scalar(
            select(func.count()).select_from(Change).where(col(Change.channel) == ACCESS)
        )
    assert told == 1
