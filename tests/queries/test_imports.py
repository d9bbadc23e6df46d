"""What pages of imports show: few statements, and what one may see."""

import json

from sqlmodel import select

from academy_app.components import imports as looks
from academy_app.components.el import drawing_html
from academy_app.core.actor import Role
from academy_app.core.db import Database, reading, writing
from academy_app.importers.report import Report
from academy_app.models.imports import ImportRun
from academy_app.policy.decisions import can_see_import
from academy_app.policy.visibility import visible_imports
from academy_app.queries import imports as queries
from tests import factories
from tests.conftest import Statements


def a_report() -> Report:
    report = Report(is_rehearsal=True, labels={"": "Talk", "Wins": "Joy"})
    report.came_many("import.thread_new", 1200)
    for number in range(7):
        report.lost("import.picture_elsewhere", f"{number}.json", number, address="https://a.test")
    return report


async def test_a_run_is_shown_with_the_first_of_each_kind(
    db: Database, statements: Statements
) -> None:
    async with writing() as tx:
        admin = await factories.admin(tx)
        run = ImportRun(
            actor_id=admin.member_id,
            format="skool",
            name="a.zip",
            state="done",
            is_rehearsal=True,
            stored="0" * 32,
            report=json.loads(a_report().to_json()),
        )
        tx.add(run)
    async with reading() as rx:
        with statements() as seen:
            page = await queries.import_page(rx, admin, run.id or 0)
        assert len(seen) <= 3
        with statements() as seen:
            shown = await queries.imports(rx, admin)
        assert len(seen) == 2
    assert not any("report" in each.split("FROM")[0] for each in seen)
    assert [row.name for row in shown.rows] == ["a.zip"]
    assert [(each.label, each.category) for each in page.labels] == [("Wins", "Joy")]
    came, changed, lost = page.outcomes
    assert (came.count, changed.count, lost.count) == (1200, 0, 7)
    assert [(each.count, len(each.first), each.more) for each in lost.groups] == [(7, 5, 2)]
    assert page.can_run
    with drawing_html("de", "/imports/1"):
        html = str(looks.report(page)) + str(looks.step_on(page)) + str(looks.upload(shown))
    assert "Würde nicht übernommen: 7 Einträge" in html
    assert "1.200" in html
    assert "0.json" in html
    assert 'data-map="labels"' in html


async def test_lists_and_decisions_agree(db: Database) -> None:
    async with writing() as tx:
        members = {role: await factories.member(tx, role) for role in Role}
        for member in members.values():
            for name in ("skool", "markdown"):
                tx.add(ImportRun(actor_id=member.id, format=name, name=name))
        tx.add(ImportRun(actor_id=None, format="olx", name="nobody's"))
    async with reading() as rx:
        runs = list(await rx.scalars(select(ImportRun)))
        for member in members.values():
            actor = factories.as_actor(member)
            listed = {
                row.id for row in await rx.scalars(select(ImportRun).where(visible_imports(actor)))
            }
            assert listed == {row.id for row in runs if can_see_import(actor, row)}
