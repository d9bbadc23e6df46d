"""Runs of imports, and what each foreign id became: what makes an import repeatable."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.clock import now
from academy_app.core.db import Reading, Tx
from academy_app.core.errors import NotFound
from academy_app.core.upsert import upsert
from academy_app.models.imports import Imported, ImportRun
from academy_app.policy.decisions import can_import, require

KEY = 200
NOTE = 300


@dataclass(frozen=True, slots=True)
class Mapped:
    """The `key` of a source is the row `subject_id` here; `is_made` where the import made it."""

    key: str
    subject_id: int
    is_made: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class RunKey:
    """Whose ids a run maps, and which run it is."""

    source: str
    run_id: int


async def start_run(tx: Tx, actor: Actor, format_name: str, name: str, source: str) -> int:
    """A run that is under way; its id."""
    require(can_import(actor))
    run = ImportRun(
        actor_id=actor.member_id,
        format=format_name,
        name=name[:300],
        source=source[:120],
        state="running",
        created_at=now(),
    )
    tx.add(run)
    await tx.flush()
    assert run.id is not None
    return run.id


async def note_progress(tx: Tx, run_id: int, done: int, total: int) -> None:
    """For those who watch from elsewhere, in the transaction of what is done."""
    await tx.execute(
        update(ImportRun).where(col(ImportRun.id) == run_id).values(done=done, total=total),
        execution_options={"synchronize_session": False},
    )


async def end_run(
    tx: Tx, run_id: int, report: Mapping[str, Any], *, has_failed: bool = False
) -> None:
    run = await _run(tx, run_id)
    run.state = "failed" if has_failed else "done"
    run.report, run.finished_at = dict(report), now()


async def remember(tx: Tx, actor: Actor, run: RunKey, kind: str, mapped: Iterable[Mapped]) -> None:
    """Keep what keys became, in the transaction that made it. Raises Conflict where another run was
    first; but a category can be gone and another take its place, and courses are brought up to
    date."""
    require(can_import(actor))
    rows = [
        {
            "source": run.source,
            "kind": kind,
            "key": each.key[:KEY],
            "subject_id": each.subject_id,
            "is_made": each.is_made,
            "note": each.note[:NOTE],
            "run_id": run.run_id,
        }
        for each in mapped
    ]
    if kind in ("label", "course"):
        keys = ("source", "kind", "key")
        await upsert(tx, Imported, rows, on=keys, change=("subject_id", "note", "run_id"))
    elif rows:
        await (await tx.connection()).execute(insert(Imported), rows)


async def known(rx: Reading, source: str, kind: str) -> AsyncIterator[list[tuple[str, int]]]:
    """What earlier runs made of the source's keys, some thousand at a time, by key."""
    after = ""
    while True:
        rows = await rx.execute(
            select(col(Imported.key), col(Imported.subject_id))
            .where(
                col(Imported.source) == source,
                col(Imported.kind) == kind,
                col(Imported.key) > after,
            )
            .order_by(col(Imported.key))
            .limit(5000)
        )
        found = [(row.key, row.subject_id) for row in rows]
        if not found:
            return
        yield found
        after = found[-1][0]


async def _run(tx: Tx, run_id: int) -> ImportRun:
    run = await tx.get(ImportRun, run_id)
    if run is None:
        raise NotFound
    return run
