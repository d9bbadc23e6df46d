"""Which category each label becomes: planned before anything is written."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import col

from academy_app.core.cleaning import cleaned_line
from academy_app.core.db import Tx, reading
from academy_app.core.errors import Invalid, Problem
from academy_app.core.i18n import translate
from academy_app.core.looks import COLOURS
from academy_app.importers.community.frame import Run
from academy_app.importers.reading import Staged
from academy_app.models.discussion import Category
from academy_app.services.categories import DESCRIPTION, MOST, NAME, CategoryDraft, create_category
from academy_app.services.imports import Mapped, remember

# The label of threads without one.
NONE = ""


@dataclass
class Plan:
    """Labels by key: the `ids` of categories that are here, and drafts of those to come."""

    ids: dict[str, int] = field(default_factory=dict)
    drafts: dict[str, CategoryDraft] = field(default_factory=dict)
    # Labels of one name are one category.
    same: dict[str, str] = field(default_factory=dict)

    def id_of(self, label: str) -> int:
        return self.ids[label if label in self.ids else NONE]


async def planned(run: Run) -> Plan:
    """Raises Invalid naming `labels` where too many categories would come."""
    plan = Plan()
    used = {str(row[0] or NONE) for row in run.staging.ask(_USED)}
    labels = {each.key: each for each in run.staging.each("label")}
    known = run.staging.ours("label", [*labels, *used])
    async with reading() as rx:
        rows = await rx.execute(select(col(Category.id), col(Category.slug), col(Category.name)))
        here = {key.casefold(): row.id for row in rows for key in (row.name, row.slug)}
        count = len(set(here.values()))
    unknown = [name for name in run.options.labels.values() if not name.strip()]
    if unknown:
        raise Invalid({"labels": "error.required"})
    for label in sorted(used):
        name = _name(run, label, labels)
        run.report.labels[_own_name(label, labels) or label] = name
        if known.get(label) in here.values():
            plan.ids[label] = known[label]
        elif name.casefold() in here:
            plan.ids[label] = here[name.casefold()]
        else:
            first = next((key for key, d in plan.drafts.items() if d.name == name), label)
            plan.same[label] = first
            plan.drafts.setdefault(first, _draft(name, labels.get(label), len(plan.drafts)))
    if count + len(plan.drafts) > MOST:
        params = {"count": len(plan.drafts), "max": MOST}
        raise Invalid({"labels": Problem("import.too_many_categories", params)})
    return plan


async def made(tx: Tx, run: Run, plan: Plan) -> None:
    """Make the categories that are still to come, and keep what each label became."""
    mapped = []
    for label, draft in plan.drafts.items():
        category = await create_category(tx, run.actor, draft)
        assert category.id is not None
        plan.ids[label] = category.id
        run.report.came("import.category_new", name=category.name)
    for label, first in plan.same.items():
        plan.ids[label] = plan.ids[first]
        if label != NONE:
            mapped.append(Mapped(label, plan.ids[first], is_made=label == first))
    await remember(tx, run.actor, run.key, "label", mapped)


def rehearsed(run: Run, plan: Plan) -> None:
    for number, (label, draft) in enumerate(plan.drafts.items(), start=1):
        plan.ids[label] = -number
        run.report.came("import.category_new", name=draft.name or "")
    for label, first in plan.same.items():
        plan.ids[label] = plan.ids[first]


_USED = (
    "SELECT DISTINCT json_extract(content, '$.label') FROM item WHERE kind = 'thread'"
    " AND json_extract(content, '$.lesson') IS NULL"
    " UNION SELECT key FROM item WHERE kind = 'label' AND json_extract(content, '$.is_kept')"
)


def _name(run: Run, label: str, labels: dict[str, Staged]) -> str:
    """What its category is called: as was asked for, else as the label."""
    wishes = {key.casefold(): value.strip() for key, value in run.options.labels.items()}
    found = labels.get(label)
    own = _own_name(label, labels)
    if label == NONE:
        own = run.options.category or _community(run)
    elif not own:
        run.report.changed("import.label_unnamed", found.place if found else "", name=label)
    wished = wishes.get(own.casefold()) or wishes.get(label.casefold())
    return _cleaned(wished or own or label)


def _own_name(label: str, labels: dict[str, Staged]) -> str:
    found = labels.get(label)
    return str(found.content.get("name") or "") if found else ""


def _community(run: Run) -> str:
    name = next((each.content.get("name") for each in run.staging.each("community")), "")
    return str(name or "") or translate(run.options.language, "import.category_default")


def _cleaned(name: str) -> str:
    try:
        return cleaned_line(name[:NAME], "name", NAME)
    except Invalid:
        return "–"


def _draft(name: str, label: Staged | None, number: int) -> CategoryDraft:
    content = label.content if label else {}
    is_staff = bool(content.get("is_staff"))
    return CategoryDraft(
        name=name,
        description=str(content.get("description") or "")[:DESCRIPTION],
        colour=number % COLOURS,
        read_by="staff" if is_staff else None,
        post_by="staff" if is_staff else None,
    )
