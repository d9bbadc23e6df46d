"""Many rows at once, whose ids are needed afterwards: two statements, however many there are.

SQLite promises no order of what an INSERT returns, so SQLAlchemy would write one row a statement.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import SQLModel, col

from academy_app.core.db import Tx


async def insert_all(tx: Tx, rows: Collection[SQLModel], own: str, parent: str) -> None:
    """Write the rows, all of one model, and give each its id. By its column `own` each is known
    among those of its `parent`."""
    if not rows:
        return
    model: Any = type(next(iter(rows)))
    connection = await tx.connection()
    names = [column.name for column in model.__table__.columns if column.name != "id"]
    values = [{name: getattr(row, name) for name in names} for row in rows]
    await connection.execute(insert(model), values)
    columns = col(model.id), getattr(model, parent), getattr(model, own)
    parents = {getattr(row, parent) for row in rows}
    found = await tx.execute(select(*columns).where(columns[1].in_(parents)))
    ids = {(of, name): row_id for row_id, of, name in found}
    for row in rows:
        row.id = ids[getattr(row, parent), getattr(row, own)]
