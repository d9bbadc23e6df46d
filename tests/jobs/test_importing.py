"""Uploads come in one after another: rehearsed, then for real, and again after a broken worker."""

import asyncio
import json
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Conflict, Forbidden, NotFound
from academy_app.core.leading import leading
from academy_app.core.settings import settings
from academy_app.jobs.importing import forget_uploads, run_next
from academy_app.models.discussion import Thread
from academy_app.models.imports import ImportRun
from academy_app.models.learning import Course
from academy_app.models.membership import Member
from academy_app.services import importing
from academy_app.services.importing import Options, Upload
from tests import factories
from tests.importers import skool_pages, world

pytestmark = pytest.mark.both_databases


def skool_zip(folder: Path) -> Path:
    saved, path = skool_pages.write(folder / "saved"), folder / "skool.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(saved.iterdir()):
            archive.write(file, file.name)
    return path


def course_zip(folder: Path) -> Path:
    path = folder / "bread.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("bread/01-start/01-flour.md", "# Flour\n\nWeigh it.\n")
    return path


async def uploaded(actor: Actor, format_name: str, source: Path, **options: object) -> int:
    stored, place = importing.new_place(source.name)
    await asyncio.to_thread(_copied, source, place)
    async with writing() as tx:
        run = await importing.start_run(
            tx,
            actor,
            format_name,
            Upload(source.name, stored),
            Options(**options),  # type: ignore[arg-type]
        )
    return run.id or 0


def _copied(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True)
    shutil.copyfile(source, place)


async def row_of(run_id: int) -> ImportRun:
    async with reading() as rx:
        return (await rx.scalars(select(ImportRun).where(col(ImportRun.id) == run_id))).one()


async def count(model: type) -> int:
    async with reading() as rx:
        return await rx.scalar(select(func.count()).select_from(model)) or 0


async def test_a_community_is_rehearsed_and_then_comes(db: Database, tmp_path: Path) -> None:
    admin = await world.an_admin()
    run_id = await uploaded(admin, "skool", skool_zip(tmp_path))
    assert await run_next()
    run = await row_of(run_id)
    assert (run.state, run.error, run.is_rehearsal) == ("done", "", True)
    assert run.report["labels"] == {
        "": "Sour Dough", "Questions": "Questions", "Wins": "Wins"
    }  # fmt: skip
    assert (await count(Thread), await count(Member)) == (0, 1)
    async with writing() as tx:
        labels = {"Wins": "Questions"}
        await importing.run_for_real(tx, admin, run_id, Options(labels=labels))
    assert await run_next()
    run = await row_of(run_id)
    assert (run.state, run.error, run.stored) == ("done", "", "")
    assert (await count(Thread), await count(Member)) == (3, 6)
    assert list(settings().imports_dir.iterdir()) == []
    assert not await run_next()
    with pytest.raises(Conflict):
        async with writing() as tx:
            await importing.run_for_real(tx, admin, run_id, None)


async def test_a_course_is_rehearsed_and_then_comes(db: Database, tmp_path: Path) -> None:
    async with writing() as tx:
        author = factories.as_actor(await factories.member(tx, Role.CONTENT_CREATOR))
    run_id = await uploaded(author, "markdown", course_zip(tmp_path), title="Bread")
    assert await run_next()
    assert ((await row_of(run_id)).state, await count(Course)) == ("done", 0)
    async with writing() as tx:
        await importing.run_for_real(tx, author, run_id, None)
    await run_next()
    async with reading() as rx:
        course = (await rx.scalars(select(Course))).one()
    assert (course.title, course.author_id) == ("Bread", author.member_id)


async def test_what_fails_says_why_and_can_be_tried_again(db: Database, tmp_path: Path) -> None:
    admin = await world.an_admin()
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 no more")
    run_id = await uploaded(admin, "olx", broken)
    await run_next()
    run = await row_of(run_id)
    assert (run.state, run.error) == ("failed", "unpack.broken")
    assert run.finished_at is not None
    async with writing() as tx:
        await importing.run_for_real(tx, admin, run_id, None)
    assert ((await row_of(run_id)).state, (await row_of(run_id)).error) == ("queued", "")


async def test_what_a_broken_worker_left_begins_again_but_not_for_ever(
    db: Database, tmp_path: Path
) -> None:
    admin = await world.an_admin()
    run_id = await uploaded(admin, "skool", skool_zip(tmp_path))
    for _ in range(importing.MOST_TRIES):
        async with writing() as tx:
            assert await importing.take(tx, run_id) is not None
        assert (await row_of(run_id)).state == "running"
        async with writing() as tx:
            await importing.requeue_interrupted(tx)
    async with writing() as tx:
        assert await importing.take(tx, run_id) is None
    run = await row_of(run_id)
    assert (run.state, run.error) == ("failed", "import.interrupted")


async def test_a_run_of_the_command_line_is_left_alone(db: Database) -> None:
    async with writing() as tx:
        tx.add(ImportRun(format="skool", name="saved", state="running"))
    async with writing() as tx:
        await importing.requeue_interrupted(tx)
    assert not await run_next()


async def test_who_was_shut_out_meanwhile_brings_nothing(db: Database, tmp_path: Path) -> None:
    async with writing() as tx:
        member = await factories.member(tx, Role.CONTENT_CREATOR)
    run_id = await uploaded(factories.as_actor(member), "markdown", course_zip(tmp_path))
    async with writing() as tx:
        row = await tx.get_one(Member, member.id)
        row.is_active = False
    await run_next()
    run = await row_of(run_id)
    assert (run.state, run.error, await count(Course)) == ("failed", "error.forbidden", 0)


async def test_uploads_wait_for_seven_days(db: Database, tmp_path: Path, clock: Travel) -> None:
    admin = await world.an_admin()
    run_id = await uploaded(admin, "skool", skool_zip(tmp_path))
    await run_next()
    clock.forward(timedelta(days=6).total_seconds())
    await forget_uploads()
    assert (await row_of(run_id)).stored != ""
    clock.forward(timedelta(days=2).total_seconds())
    await forget_uploads()
    assert (await row_of(run_id)).stored == ""
    assert list(settings().imports_dir.iterdir()) == []


async def test_an_upload_that_no_run_knows_of_goes(db: Database, clock: Travel) -> None:
    _, place = importing.new_place("left.zip")
    place.parent.mkdir(parents=True)
    place.write_bytes(b"x")
    await forget_uploads()
    assert place.exists()
    clock.forward(timedelta(days=2).total_seconds())
    await forget_uploads()
    assert not place.parent.exists()


async def test_who_may_start_and_how_many(db: Database, tmp_path: Path) -> None:
    async with writing() as tx:
        creator = factories.as_actor(await factories.member(tx, Role.CONTENT_CREATOR))
        learner = factories.as_actor(await factories.member(tx))
    source = course_zip(tmp_path)
    for actor, name in ((learner, "markdown"), (learner, "skool"), (creator, "skool")):
        with pytest.raises(Forbidden):
            await uploaded(actor, name, source)
    for _ in range(importing.MOST_KEPT):
        await uploaded(creator, "markdown", source)
    with pytest.raises(Conflict):
        await uploaded(creator, "markdown", source)


async def test_a_removed_run_takes_its_upload_along(db: Database, tmp_path: Path) -> None:
    admin = await world.an_admin()
    run_id = await uploaded(admin, "skool", skool_zip(tmp_path))
    async with writing() as tx:
        stored = await importing.remove_run(tx, admin, run_id)
    await importing.delete_upload(stored)
    assert (await count(ImportRun), list(settings().imports_dir.iterdir())) == (0, [])
    with pytest.raises(NotFound):
        async with writing() as tx:
            await importing.remove_run(tx, admin, run_id)


def test_one_process_leads() -> None:
    with leading("imports") as first, leading("imports") as second:
        assert (first, second) == (True, False)
    with leading("imports") as again:
        assert again


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\bread.zip", "bread.zip"),
        ("..", "import"),
        ("", "import"),
        ("a\x00\n.zip", "a.zip"),
        ("ü" * 300 + ".zip", "ü" * 60 + ".zip"),
    ],
)
def test_names_of_files_are_made_harmless(given: str, kept: str) -> None:
    assert importing.clean_name(given) == kept


async def test_a_report_reads_back_as_it_was(db: Database, tmp_path: Path) -> None:
    from academy_app.importers.report import Report

    report = Report(seconds=1.5, labels={"a": "b"})
    report.came("import.category_new", name="Bread")
    report.came_many("import.thread_new", 7)
    report.lost("import.picture_elsewhere", "a.json", 3, address="https://example.org")
    again = Report.from_content(json.loads(report.to_json()))
    assert (again.to_json(), again.to_text("de")) == (report.to_json(), report.to_text("de"))
