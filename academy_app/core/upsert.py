"""INSERT ... ON CONFLICT, which both databases speak and SQLAlchemy spells per dialect."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from academy_app.core.db import Tx


async def upsert(
    tx: Tx,
    model: type[SQLModel],
    rows: Sequence[Mapping[str, Any]],
    *,
    on: Sequence[str],
    change: Sequence[str] = (),
    add: Sequence[str] = (),
) -> None:
    """Write all `rows` in one go; where the key `on` exists, `change` those columns to the new
    values and `add` the new values to these. With neither, an existing row stays as it is.

    Rows are written in the order given: give them in the order of their keys, so that two
    transactions never wait for each other.
    """
    if not rows:
        return
    is_sqlite = tx.get_bind().dialect.name == "sqlite"
    statement = sqlite.insert(model) if is_sqlite else postgresql.insert(model)
    table, new = statement.table.c, statement.excluded
    changes = {name: new[name] for name in change} | {name: table[name] + new[name] for name in add}
    if changes:
        statement = statement.on_conflict_do_update(index_elements=on, set_=changes)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=on)
    await (await tx.connection()).execute(statement, list(rows))
