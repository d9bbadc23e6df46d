"""What was brought in from elsewhere, and what came of it."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import defer
from sqlmodel import col

from academy_app.core.actor import Actor
from academy_app.core.db import Reading
from academy_app.core.errors import NotFound
from academy_app.core.hrefs import feed_href, import_href
from academy_app.core.i18n import DEFAULT, texts
from academy_app.core.settings import settings
from academy_app.core.views.imports import (
    ExportRow,
    ImportEntry,
    ImportGroup,
    ImportOutcome,
    ImportPage,
    ImportRow,
    Imports,
    LabelRow,
    Said,
)
from academy_app.models.discussion import Category
from academy_app.models.imports import ImportRun
from academy_app.models.learning import Course
from academy_app.models.membership import Member
from academy_app.policy.decisions import (
    COMMUNITIES,
    can_create_course,
    can_manage_members,
    can_see_import,
    can_start_import,
    require,
)
from academy_app.policy.visibility import editable_courses, visible_imports

API: Final = "/api/lms"
LISTED: Final = 50
# Of each kind of entry, so many are shown; the whole report can be had as a file.
SHOWN: Final = 5
FORMATS: Final = ("skool", "discourse", "academy", "markdown", "cartridge", "olx")
OUTCOMES: Final = ("came", "changed", "lost")
UNDER_WAY: Final = ("queued", "running")


async def imports(rx: Reading, actor: Actor) -> Imports:
    """The last runs that the actor may see, and what they may bring in and take along. In two
    statements."""
    require(can_create_course(actor))
    courses = await rx.execute(
        select(col(Course.title), col(Course.slug))
        .where(editable_courses(actor))
        .order_by(col(Course.position), col(Course.id))
    )
    return Imports(
        [each for each in FORMATS if can_start_import(actor, each)],
        await import_rows(rx, actor),
        [ExportRow(row.title, f"{API}/exports/courses/{row.slug}.zip") for row in courses],
        f"{API}/exports/community.zip" if can_manage_members(actor) else "",
        settings().max_import_mb * 1_000_000,
    )


async def import_rows(rx: Reading, actor: Actor) -> list[ImportRow]:
    """The latest first, without their reports."""
    require(can_create_course(actor))
    rows = await rx.execute(
        select(ImportRun, col(Member.name))
        .outerjoin(Member, col(Member.id) == col(ImportRun.actor_id))
        .where(visible_imports(actor))
        .order_by(col(ImportRun.id).desc())
        .limit(LISTED)
        .options(defer(ImportRun.report))  # type: ignore[arg-type]
    )
    return [_row(run, name) for run, name in rows]


async def import_row(rx: Reading, actor: Actor, run_id: int) -> ImportRow:
    """How far one is, in one statement. Raises NotFound."""
    rows = await rx.execute(
        select(ImportRun, col(Member.name))
        .outerjoin(Member, col(Member.id) == col(ImportRun.actor_id))
        .where(col(ImportRun.id) == run_id)
        .options(defer(ImportRun.report))  # type: ignore[arg-type]
    )
    found = rows.first()
    if found is None:
        raise NotFound
    require(can_see_import(actor, found[0]))
    return _row(found[0], found[1])


async def import_page(rx: Reading, actor: Actor, run_id: int) -> ImportPage:
    """One run with what its report comes to. Raises NotFound."""
    run = await rx.get(ImportRun, run_id)
    if run is None:
        raise NotFound
    require(can_see_import(actor, run))
    name = await rx.scalar(select(col(Member.name)).where(col(Member.id) == run.actor_id))
    is_community, is_kept = run.format in COMMUNITIES, run.stored != ""
    is_underway = run.state in UNDER_WAY
    labels = run.report.get("labels", {}) if run.is_rehearsal else {}
    categories = await rx.scalars(
        select(col(Category.name)).order_by(col(Category.position), col(Category.id))
    )
    report = run.report
    return ImportPage(
        _row(run, name),
        [_outcome(report, each) for each in OUTCOMES] if report else [],
        [LabelRow(label, category) for label, category in sorted(labels.items()) if label],
        list(categories) if is_community else [],
        float(report.get("seconds", 0.0)),
        has_report=bool(report),
        is_community=is_community,
        is_underway=is_underway,
        can_run=is_kept and not is_underway and (run.is_rehearsal or run.state == "failed"),
        is_kept=is_kept,
        title=str(run.options.get("title", "")),
        site=str(run.options.get("site", "")),
        publish=bool(run.options.get("publish", True)),
        json_href=f"{API}/imports/{run_id}/report.json",
        text_href=f"{API}/imports/{run_id}/report.txt",
        next_href=feed_href() if is_community else "/teach",
    )


def _row(run: ImportRun, by: str | None) -> ImportRow:
    assert run.id is not None
    return ImportRow(
        run.id,
        import_href(run.id),
        run.format,
        run.name,
        by or "",
        run.state,
        run.is_rehearsal,
        run.done,
        run.total,
        run.step,
        run.error,
        dict(run.error_params),
        run.created_at.isoformat(),
    )


def _outcome(report: Mapping[str, Any], outcome: str) -> ImportOutcome:
    """Kinds as the report counts them; those that were told one by one with their first."""
    entries: dict[str, list[ImportEntry]] = {}
    for each in report["entries"]:
        if each["outcome"] == outcome:
            shown = entries.setdefault(each["key"], [])
            if len(shown) < SHOWN:
                shown.append(_entry(each))
    counts: dict[str, int] = report["counts"][outcome]
    groups = [
        ImportGroup(key, count, entries.get(key, []), count - len(entries.get(key, [])))
        for key, count in sorted(counts.items(), key=lambda each: -each[1])
    ]
    return ImportOutcome(outcome, sum(counts.values()), groups)


def _entry(each: Mapping[str, Any]) -> ImportEntry:
    place = f"{each['file']}:{each['line']}" if each["line"] else each["file"]
    params: Said = dict(each["params"])
    known = texts(DEFAULT)
    keys = {
        name: value for name, value in params.items() if isinstance(value, str) and value in known
    }
    return ImportEntry(place, each["key"], params, keys)
