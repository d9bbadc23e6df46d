"""Ids of rows before they are written, so that many can name each other in few statements."""

from sqlalchemy import func, inspect, select, text
from sqlmodel import SQLModel

from academy_app.core.db import Tx


async def new_ids(tx: Tx, model: type[SQLModel], count: int) -> list[int]:
    """The next ids of the model's table, rising. On SQLite only this transaction writes."""
    if not count:
        return []
    if tx.get_bind().dialect.name == "sqlite":
        highest = await tx.scalar(select(func.max(inspect(model).primary_key[0]))) or 0
        return list(range(highest + 1, highest + 1 + count))
    table = model.__tablename__
    rows = await tx.scalars(
        text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"),
        {"name": table, "count": count},
    )
    return sorted(rows)
