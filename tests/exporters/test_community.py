"""A community goes out and comes back as it was."""

import asyncio
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import SQLModel, col

from academy_app.core import storage
from academy_app.core.actor import Actor, Role
from academy_app.core.clock import Travel
from academy_app.core.db import Database, reading, writing
from academy_app.core.errors import Forbidden, Invalid
from academy_app.core.hrefs import file_href
from academy_app.core.settings import settings
from academy_app.exporters.community import export_community
from academy_app.importers.academy import Options, import_academy
from academy_app.models.discussion import (
    Category,
    CategoryGrant,
    Like,
    Mention,
    PollOption,
    PollVote,
    Post,
    Thread,
)
from academy_app.models.membership import GroupMember, Member
from academy_app.services import categories, discussion, points
from academy_app.services.categories import CategoryDraft
from academy_app.services.discussion import PollDraft
from tests import factories
from tests.conftest import Statements
from tests.services.discussion.scene import regular, replied, started

WHO = {"name": "Ann Admin", "email": "ann@example.org"}


@pytest.fixture
async def admin(db: Database) -> Actor:
    async with writing() as tx:
        return await factories.admin(tx, **WHO)


async def a_community(admin: Actor, clock: Travel) -> None:
    """One of everything, some of it deleted."""
    image = await storage.save(b"image", "a.webp", "images/7")
    async with writing() as tx:
        bob = await regular(tx, name="Bob", bio="Keeps *bees*.", picture=image.path)
        eve = await regular(tx, name="Eve", email=None)
        teacher = await regular(tx, Role.CONTENT_CREATOR, name="Tea")
        group = await factories.group(tx, bob, eve, name="Hive one")
        tree = await factories.course(tx, admin, slug="bees")
        film = await factories.video(tx, tree.lessons[0])
        talk = await factories.category(tx, slug="talk", name="Talk", colour=3, position=1)
        lesson = tree.lessons[0]
        lesson.slug = "waggle"
        draft = CategoryDraft(
            name="Inside",
            description="For some",
            level=2,
            read_by="listed",
            read_roles=["MODERATOR"],
            read_groups=[group.id or 0],
            post_by="staff",
        )
        inside = await categories.create_category(tx, admin, draft)
        await categories.create_category(tx, admin, CategoryDraft(name="Nobody spoke here"))
        await categories.archive_category(tx, admin, inside.id or 0)
        await categories.unarchive_category(tx, admin, inside.id or 0)
    poll = PollDraft(["Red", "Blue"], is_multiple=True)
    body = f"Look, [@Bob](/people/{bob.member_id}): ![x]({file_href(image.path)})\n\n*ünï* | 1."
    first = await started(eve, talk, body, title="Which one?", tags=["wax", "a b"], poll=poll)
    clock.forward(10)
    one = await replied(bob, first, "Red, [see](/community/1).")
    clock.forward(10)
    two = await replied(eve, first, "Why?", one)
    clock.forward(10)
    three = await replied(bob, first, "So.", two)
    clock.forward(10)
    await replied(eve, first, "Blue")
    clock.forward(100)
    second = await started(admin, inside, "Only for us", title="Secret")
    clock.forward(100)
    gone = await started(bob, talk, "Gone", title="Gone")
    clock.forward(100)
    async with writing() as tx:
        words = await discussion.words("What is that?")
        asked = await discussion.start_thread(
            tx,
            bob,
            discussion.ThreadDraft(
                "At this second", words, "c" * 20, lesson_id=lesson.id, seconds=12.5
            ),
        )
        assert asked.video_id == film.id
        options = list(await tx.scalars(select(col(PollOption.id)).order_by(col(PollOption.id))))
        await discussion.vote(tx, bob, first.id or 0, [options[1] or 0])
        await discussion.vote(tx, admin, first.id or 0, [each or 0 for each in options])
        await discussion.mark_answer(tx, eve, first.id or 0, three.id)
        await discussion.wonder(tx, bob, first.id or 0, True)
        await discussion.endorse(tx, teacher, one.id or 0, True)
        opening = await tx.scalar(
            select(col(Post.id)).where(col(Post.thread_id) == first.id, col(Post.number) == 0)
        )
        for liking, post_id in ((bob, opening), (admin, opening), (eve, one.id), (bob, one.id)):
            await discussion.like(tx, liking, post_id or 0)
        await discussion.set_pinned(tx, admin, first.id or 0, True)
        await discussion.set_locked(tx, admin, second.id or 0, True)
        await discussion.delete_post(tx, eve, two.id or 0)
        gone_opening = await tx.scalar(select(col(Post.id)).where(col(Post.thread_id) == gone.id))
        await discussion.delete_post(tx, bob, gone_opening or 0)


async def another_site() -> Actor:
    """All rows and files gone; the same admin, and the course of which was talked."""
    async with writing() as tx:
        ann = (await tx.scalars(select(Member).where(col(Member.email) == WHO["email"]))).one()
        began = ann.created_at
        for table in reversed(SQLModel.metadata.sorted_tables):
            await tx.execute(table.delete())
    settings().files_dir.rename(settings().files_dir.with_name("before"))
    async with writing() as tx:
        tx.expunge_all()
        await regular(tx, name="Shifts the ids")
        admin = await factories.admin(tx, **WHO, created_at=began)
        await tx.execute(
            SQLModel.metadata.tables["member"].delete().where(col(Member.name) == "Shifts the ids")
        )
        tree = await factories.course(tx, admin, slug="bees")
        tree.lessons[0].slug = "waggle"
        await factories.video(tx, tree.lessons[0])
    return admin


async def facts() -> dict[str, Any]:
    """What people see, told by names instead of ids."""
    async with reading() as rx:
        names = {row.id: row.name for row in await rx.scalars(select(Member))}
        threads = {row.id: row for row in await rx.scalars(select(Thread)) if not row.deleted_at}
        posts = {row.id: row for row in await rx.scalars(select(Post))}
        likes = list(await rx.scalars(select(Like)))
        votes = list(await rx.scalars(select(PollVote)))
        options = {row.id: row for row in await rx.scalars(select(PollOption))}
        mentions = list(await rx.scalars(select(Mention)))
        groups = list(await rx.scalars(select(col(GroupMember.member_id))))
        grants = list(await rx.scalars(select(CategoryGrant)))
        rows = await rx.scalars(select(Category).order_by(col(Category.position)))
        return {
            "points": sorted(
                (row.name, row.points, row.bio) for row in await rx.scalars(select(Member))
            ),
            "threads": sorted(
                (
                    row.title,
                    row.likes,
                    row.wonderers,
                    row.is_pinned,
                    row.is_locked,
                    row.seconds,
                    row.excerpt.replace("/community/1", ""),
                    posts[row.answer_id].body if row.answer_id else "",
                )
                for row in threads.values()
            ),
            "replies": sorted(
                (threads[row.thread_id].title, row.created_at.isoformat(), names[row.author_id])
                for row in posts.values()
                if row.thread_id in threads and not row.deleted_at
            ),
            "likes": sorted(
                (posts[row.post_id].created_at.isoformat(), names[row.member_id]) for row in likes
            ),
            "endorsed": [names[row.endorsed_by_id] for row in posts.values() if row.endorsed_by_id],
            "votes": sorted((options[row.option_id].text, names[row.member_id]) for row in votes),
            "counts": sorted((row.text, row.votes) for row in options.values()),
            "mentions": sorted(names[row.member_id] for row in mentions),
            "groups": sorted(names[each] for each in groups),
            "grants": sorted((row.action, row.role or "group") for row in grants),
            "categories": [
                (row.slug, row.name, row.colour, row.read_by, row.post_by, row.level)
                for row in rows
            ],
        }


async def test_a_community_comes_back_as_it_was(
    admin: Actor, clock: Travel, tmp_path: Path
) -> None:
    await a_community(admin, clock)
    await export_community(admin, tmp_path / "one.zip")
    before = await facts()
    other = await another_site()
    report = await import_academy(other, tmp_path / "one.zip", Options())
    assert report.of("lost") == []
    after = await facts()
    assert after == before
    await export_community(other, tmp_path / "two.zip")
    assert contents(tmp_path / "two.zip") == contents(tmp_path / "one.zip")
    assert (tmp_path / "two.zip").read_bytes() == (tmp_path / "one.zip").read_bytes()
    async with reading() as rx:
        assert await points.wrong(rx) == []


async def test_again_it_brings_only_what_is_new(
    admin: Actor, clock: Travel, tmp_path: Path
) -> None:
    await a_community(admin, clock)
    await export_community(admin, tmp_path / "one.zip")
    other = await another_site()
    await import_academy(other, tmp_path / "one.zip", Options())
    before = await facts()
    again = await import_academy(other, tmp_path / "one.zip", Options())
    assert await facts() == before
    assert again.count("import.thread_new") == 0
    async with reading() as rx:
        talk = (await rx.scalars(select(Category).where(col(Category.slug) == "talk"))).one()
    clock.forward(100)
    await started(other, talk, "New here", title="New here")
    await export_community(other, tmp_path / "two.zip")
    ids = [row["id"] for row in contents(tmp_path / "two.zip")["threads"]]
    assert len(ids) == len(set(ids)) == 4


async def test_a_rehearsal_writes_nothing(admin: Actor, clock: Travel, tmp_path: Path) -> None:
    await a_community(admin, clock)
    await export_community(admin, tmp_path / "one.zip")
    other = await another_site()
    await import_academy(other, tmp_path / "one.zip", Options(is_dry=True))
    async with reading() as rx:
        assert (await rx.scalars(select(Thread))).all() == []
        assert (await rx.scalars(select(Category))).all() == []
    assert not settings().files_dir.exists()


async def test_a_thread_without_its_lesson_is_named(
    admin: Actor, clock: Travel, tmp_path: Path
) -> None:
    await a_community(admin, clock)
    await export_community(admin, tmp_path / "one.zip")
    other = await another_site()
    async with writing() as tx:
        await tx.execute(SQLModel.metadata.tables["course"].delete())
    report = await import_academy(other, tmp_path / "one.zip", Options())
    (lost,) = report.of("lost")
    assert lost.key == "import.lesson_unknown"
    assert "What is that?" in str(lost.params["text"])


async def test_what_is_private_or_deleted_stays(
    admin: Actor, clock: Travel, tmp_path: Path
) -> None:
    await a_community(admin, clock)
    out = tmp_path / "one.zip"
    await export_community(admin, out)
    with zipfile.ZipFile(out) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "Gone" not in everything
    assert "Why?" not in everything
    assert "password" not in everything
    assert "[see](http://localhost:3000/community/1)" in everything
    assert out.stat().st_mode & 0o777 == 0o600


async def test_only_admins_take_the_community_along(db: Database, tmp_path: Path) -> None:
    async with writing() as tx:
        others = [
            await factories.actor(tx, role) for role in (Role.MODERATOR, Role.CONTENT_CREATOR)
        ]
        others.append(await factories.actor(tx))
    for stranger in others:
        with pytest.raises(Forbidden):
            await export_community(stranger, tmp_path / "one.zip")
        with pytest.raises(Forbidden):
            await import_academy(stranger, tmp_path, Options())
    assert not (await asyncio.to_thread((tmp_path / "one.zip").exists))


BROKEN: dict[str, tuple[dict[str, str], str]] = {
    "none": ({}, "import.not_exported"),
    "course": ({"academy.json": '{"academy":1}'}, "import.not_exported"),
    "newer": ({"academy.json": '{"academy":2,"kind":"community"}'}, "import.newer_export"),
    "line": (
        {
            "academy.json": '{"academy":1,"kind":"community"}',
            "community/members.jsonl": '{"id":"a","name":"A","joined":"2024-01-01"}\n{"id":',
        },
        "import.bad_line",
    ),
    "field": (
        {
            "academy.json": '{"academy":1,"kind":"community"}',
            "community/threads.jsonl": '{"id":"a"}\n',
        },
        "import.bad_line",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_what_no_academy_exported_is_refused(admin: Actor, tmp_path: Path, name: str) -> None:
    files, key = BROKEN[name]
    await asyncio.to_thread(write, tmp_path, files)
    with pytest.raises(Invalid) as refused:
        await import_academy(admin, tmp_path, Options())
    assert refused.value.fields["file"].key == key


async def test_statements_do_not_grow_with_the_posts(
    admin: Actor, tmp_path: Path, statements: Statements
) -> None:
    counts = []
    async with writing() as tx:
        thread = await factories.thread(tx, admin)
    for _ in range(2):
        async with writing() as tx:
            tx.add(thread)
            for _ in range(40):
                await factories.post(tx, thread, admin)
        with statements() as seen:
            await export_community(admin, tmp_path / "one.zip")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def write(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content)


def contents(path: Path) -> dict[str, list[Any]]:
    with zipfile.ZipFile(path) as archive:
        return {
            Path(name).stem: [json.loads(line) for line in archive.read(name).splitlines()]
            for name in archive.namelist()
            if name.endswith(".jsonl")
        }
