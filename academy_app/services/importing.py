"""Imports that are started in the browser: uploaded, rehearsed, then done, one after another.

The upload lies in a folder of its own below `imports/` of the data directory, until it has come in
or for seven days.
"""

import asyncio
import re
import secrets
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlmodel import col

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import now
from academy_app.core.db import Reading, Tx
from academy_app.core.errors import Conflict, Invalid, NotFound, Params, Problem
from academy_app.core.i18n import DEFAULT, LANGUAGES
from academy_app.core.settings import settings
from academy_app.models.imports import ImportRun
from academy_app.models.membership import Member
from academy_app.policy.decisions import (
    COMMUNITIES,
    can_create_course,
    can_see_import,
    can_start_import,
    require,
)

FORMATS: Final = ("skool", "discourse", "academy", "markdown", "cartridge", "olx")
KEPT: Final = timedelta(days=7)
# Uploads of one member that wait at once: each may be large.
MOST_KEPT: Final = 5
# A run that took its worker down so often is not begun again.
MOST_TRIES: Final = 3
UNDER_WAY: Final = ("queued", "running")
_NAME: Final = 120
_STORED = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Options:
    """Of every format; each takes those it knows. As the command line's."""

    language: str = DEFAULT
    title: str = ""
    course_slug: str = ""
    publish: bool = True
    labels: Mapping[str, str] = field(default_factory=dict)
    category: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was called, in the folder `stored` of `new_place`."""

    name: str
    stored: str


@dataclass(frozen=True, slots=True)
class Work:
    """A run that was taken up: who brings what in, and how."""

    run_id: int
    actor: Actor
    format: str
    path: Path
    options: Options
    is_rehearsal: bool


async def require_may_upload(rx: Reading, actor: Actor, format_name: str) -> None:
    """Raises Forbidden, Invalid naming `format`, or Conflict where too many wait already."""
    if format_name not in FORMATS:
        raise Invalid({"format": "import.unknown_format"})
    require(can_start_import(actor, format_name))
    await require_may_upload_any(rx, actor)


async def require_may_upload_any(rx: Reading, actor: Actor) -> None:
    """To be asked before a large file is received, whatever its format."""
    require(can_create_course(actor))
    count = await rx.scalar(
        select(func.count())
        .select_from(ImportRun)
        .where(col(ImportRun.actor_id) == actor.member_id, col(ImportRun.stored) != "")
    )
    if (count or 0) >= MOST_KEPT:
        raise Conflict("import.too_many_kept", max=MOST_KEPT)


def new_place(file_name: str) -> tuple[str, Path]:
    """Where an upload of this name goes: its folder's name for `start_run`, and the file. The
    folder is still to be made."""
    stored = secrets.token_hex(16)
    return stored, settings().imports_dir / stored / clean_name(file_name)


def clean_name(file_name: str) -> str:
    """The last part of a path, fit for any file system, its ending kept."""
    last = file_name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(each for each in last if unicodedata.category(each)[0] != "C").strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = plain, "", ""
    # Of four bytes a letter, less than a file system's 255.
    return (stem[: _NAME // 2] or "import") + dot + ending


async def start_run(
    tx: Tx,
    actor: Actor,
    format_name: str,
    upload: Upload,
    options: Options,
    *,
    is_rehearsal: bool = True,
) -> ImportRun:
    """Put an upload in the queue."""
    await require_may_upload(tx, actor, format_name)
    run = ImportRun(
        actor_id=actor.member_id,
        format=format_name,
        name=clean_name(upload.name),
        stored=upload.stored,
        options=asdict(_checked(options)),
        is_rehearsal=is_rehearsal,
    )
    tx.add(run)
    await tx.flush()
    return run


async def run_for_real(tx: Tx, actor: Actor, run_id: int, options: Options | None) -> ImportRun:
    """Bring in what was rehearsed, or what failed; `options` take the place of the former ones.

    Raises Conflict while it is under way, or where the upload is gone."""
    run = await _seen(tx, actor, run_id)
    require(can_start_import(actor, run.format))
    if run.state in UNDER_WAY:
        raise Conflict("import.is_under_way")
    if not run.stored:
        raise Conflict("import.upload_gone")
    if options is not None:
        run.options = asdict(_checked(options))
    # Who says so acts: another admin may finish what one began.
    run.actor_id, run.is_rehearsal = actor.member_id, False
    run.state, run.step, run.done, run.total, run.tries = "queued", "", 0, 0, 0
    run.error, run.error_params, run.finished_at = "", {}, None
    tx.add(run)
    return run


async def remove_run(tx: Tx, actor: Actor, run_id: int) -> str:
    """Forget a run; what it brought stays. Returns what `delete_upload` takes, after the commit.

    Raises Conflict while it is running."""
    run = await _seen(tx, actor, run_id)
    if run.state == "running":
        raise Conflict("import.is_under_way")
    stored = run.stored
    await tx.delete(run)
    return stored


async def report_of(rx: Reading, actor: Actor, run_id: int) -> dict[str, Any]:
    """The whole report, as `Report.to_json` wrote it. Raises NotFound where there is none yet."""
    run = await _seen(rx, actor, run_id)
    if not run.report:
        raise NotFound
    return run.report


async def delete_upload(stored: str) -> None:
    if _STORED.fullmatch(stored):
        place = settings().imports_dir / stored
        await asyncio.to_thread(shutil.rmtree, place, ignore_errors=True)


async def next_queued(rx: Reading) -> int | None:
    """The one that waits for the longest."""
    return await rx.scalar(
        select(col(ImportRun.id))
        .where(col(ImportRun.state) == "queued", col(ImportRun.stored) != "")
        .order_by(col(ImportRun.id))
        .limit(1)
    )


async def take(tx: Tx, run_id: int) -> Work | None:
    """Begin a queued run; None where it is gone, or cannot be: its row says why."""
    run = await tx.get(ImportRun, run_id)
    if run is None or run.state != "queued":
        return None
    member = await tx.get(Member, run.actor_id) if run.actor_id else None
    path = settings().imports_dir / run.stored / run.name
    run.tries += 1
    why = ""
    if member is None or member.id is None or not member.is_active:
        why = "error.forbidden"
    elif run.tries > MOST_TRIES:
        why = "import.interrupted"
    elif not await asyncio.to_thread(path.is_file):
        why, run.stored = "import.upload_gone", ""
    if why or member is None or member.id is None:
        run.state, run.error, run.finished_at = "failed", why, now()
        return None
    run.state, run.report = "running", {}
    # Whoever put it into the queue was signed in as who may.
    actor = Actor(member.id, Role(member.role), session_id=0)
    return Work(run_id, actor, run.format, path, Options(**run.options), run.is_rehearsal)


async def tell(tx: Tx, run_id: int, step: str, done: int, total: int) -> None:
    """How far a running one is."""
    await tx.execute(
        update(ImportRun)
        .where(col(ImportRun.id) == run_id)
        .values(step=step[:300], done=done, total=total),
        execution_options={"synchronize_session": False},
    )


async def finish(tx: Tx, run_id: int, report: Mapping[str, Any]) -> str:
    """It went well. Returns the upload that nobody needs any more, or ""."""
    run = await _there(tx, run_id)
    run.state, run.report, run.finished_at = "done", dict(report), now()
    if run.is_rehearsal:
        return ""
    stored, run.stored = run.stored, ""
    return stored


async def fail(tx: Tx, run_id: int, key: str, params: Params) -> None:
    """It did not; the upload stays, to be tried again."""
    run = await _there(tx, run_id)
    run.state, run.error, run.error_params, run.finished_at = "failed", key, dict(params), now()


async def requeue_interrupted(tx: Tx) -> None:
    """Those that ran when their worker died begin again, and go on behind what is here."""
    await tx.execute(
        update(ImportRun)
        .where(col(ImportRun.state) == "running", col(ImportRun.stored) != "")
        .values(state="queued"),
        execution_options={"synchronize_session": False},
    )


async def forget_uploads(tx: Tx) -> list[str]:
    """Give up uploads that nobody has imported in time; what `delete_upload` takes."""
    rows = await tx.scalars(
        select(ImportRun).where(
            col(ImportRun.stored) != "",
            col(ImportRun.state).not_in(UNDER_WAY),
            col(ImportRun.created_at) < now() - KEPT,
        )
    )
    dropped = []
    for run in rows:
        dropped.append(run.stored)
        run.stored = ""
    return dropped


async def delete_strays(rx: Reading) -> None:
    """Delete uploads that no run knows of, such as those that never came to their end."""
    known = set(await rx.scalars(select(col(ImportRun.stored)).where(col(ImportRun.stored) != "")))
    before = now().timestamp() - timedelta(days=1).total_seconds()
    for stored in await asyncio.to_thread(_folders_before, before):
        if stored not in known:
            await delete_upload(stored)


def _folders_before(moment: float) -> list[str]:
    root = settings().imports_dir
    found = root.iterdir() if root.is_dir() else ()
    return [each.name for each in found if each.is_dir() and each.stat().st_mtime < moment]


def is_community(format_name: str) -> bool:
    return format_name in COMMUNITIES


def _checked(options: Options) -> Options:
    if options.language not in LANGUAGES:
        raise Invalid({"language": "error.invalid_value"})
    for name, text in (("title", options.title), ("category", options.category)):
        if len(text) > 200:
            raise Invalid({name: Problem("error.too_long", {"max": 200})})
    return options


async def _seen(rx: Reading, actor: Actor, run_id: int) -> ImportRun:
    run = await rx.get(ImportRun, run_id)
    if run is None:
        raise NotFound
    require(can_see_import(actor, run))
    return run


async def _there(tx: Tx, run_id: int) -> ImportRun:
    run = await tx.get(ImportRun, run_id)
    if run is None:
        raise NotFound
    return run
