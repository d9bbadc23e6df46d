"""What of Skool is unsound is refused whole; what is odd loses no word."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from academy_app.core.actor import Role
from academy_app.core.db import Database, reading
from academy_app.core.errors import Invalid
from academy_app.importers.community import Options
from academy_app.importers.report import Report
from academy_app.importers.skool import import_skool
from academy_app.models.discussion import Post, Thread
from academy_app.models.membership import Member
from tests import factories
from tests.importers import skool_pages as pages
from tests.importers import world
from tests.importers.skool_pages import post


async def brought(path: Path, **options: Any) -> Report:
    async with reading() as rx:
        row = await rx.scalar(select(Member).where(col(Member.role) == Role.ADMIN))
    actor = factories.as_actor(row, 1) if row is not None else await world.an_admin()
    return await import_skool(actor, path, Options(**options))


def _cycle() -> Any:
    def comment(key: str, parent: str) -> Any:
        return {"post": {"id": key, "parentId": parent, "rootId": "p", "userId": "u",
                         "metadata": {"content": key}}}  # fmt: skip

    return [
        {"postTrees": [post("p", "u", "Title here", "x")]},
        {"post_tree": {"id": "p", "children": [comment("a", "b"), comment("b", "a")]}},
    ]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ('{"postTrees": [', "import.broken_file"),
        ("[1, 2]", "import.bad_value"),
        ('{"postTrees": [7]}', "import.bad_value"),
        ('{"postTrees": [{"post": "no"}]}', "import.bad_value"),
        ('{"postTrees": [{"post": {"id": {}, "metadata": {"title": "x"}}}]}', "import.bad_value"),
        (json.dumps({"postTrees": [post("p", "u", "T", "x", metadata={"upvotes": "lots"})]}),
         "import.bad_value"),
        (json.dumps({"postTrees": [post("p", "u", "T", "x", metadata={"attachmentsData": "[{"})]}),
         "import.bad_value"),
        (json.dumps({"postTrees": [post(f"p{n}", "u", "T", "x", metadata={"upvotes": 10**15})
                                   for n in range(3)]}), "import.bad_value"),
        (json.dumps([{"id": "a", "unitType": "set", "parentId": "b"},
                     {"id": "b", "unitType": "set", "parentId": "a"}]), "import.units_circle"),
        ("[" * 500, "import.too_deep"),
        (json.dumps(_cycle()), "import.circle"),
    ],
)  # fmt: skip
async def test_what_is_unsound_is_refused_before_a_word_is_written(
    db: Database, tmp_path: Path, content: str, key: str
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_text(json.dumps(pages.PAGE))
    (tmp_path / "in" / "b.json").write_text(content)
    await world.an_admin()
    before = await world.dump()
    with pytest.raises(Invalid) as refused:
        await brought(tmp_path / "in")
    assert refused.value.fields["file"].key == key
    assert "b.json" in str(refused.value.fields["file"].params)
    assert await world.dump() == before


async def test_too_many_categories_are_refused_with_the_remedy(
    db: Database, tmp_path: Path
) -> None:
    many = [post(f"p{n}", "u", f"Title {n}", "x", labelId=f"lab{n}") for n in range(120)]
    labels = [{"id": f"lab{n}", "name": f"Label {n}"} for n in range(120)]
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"currentGroup": {"id": "g", "labels": labels}, "postTrees": many}))
    with pytest.raises(Invalid) as refused:
        await brought(file)
    assert refused.value.fields["labels"].key == "import.too_many_categories"
    report = await brought(file, labels={f"Label {n}": "All" for n in range(120)})
    assert report.count("import.category_new") == 1


async def test_long_and_wild_posts_lose_no_word(db: Database, tmp_path: Path) -> None:
    words = " ".join(f"word{n}" for n in range(9_000))
    wide = " | ".join(f"cell{n}" for n in range(90))
    title = " ".join(f"title{n}" for n in range(60))
    trees = [
        post("long", "u", "Long one", words),
        post("wide", "u", "Wide one", wide),
        post("titled", "u", title, "short"),
        post("evil", "u", "<script>alert(1)</script>", '<img src=x onerror="alert(2)">'),
        post("empty", "u", "", ""),
    ]
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"postTrees": trees}))
    report = await brought(file)
    seen = world.squeezed(await world.shown())
    for text in (*words.split(), *wide.split(" | "), title):
        assert world.squeezed(text) in seen
    async with reading() as rx:
        posts = list(await rx.scalars(select(Post)))
        thread = (await rx.scalars(select(Thread).where(col(Thread.title) == "Long one"))).one()
    assert max(len(each.body) for each in posts) <= 32_000
    assert thread.replies == 2
    assert not any("<img" in each.body_html or "<script" in each.body_html for each in posts)
    for key in ("post_split", "table_as_text", "title_cut", "title_missing"):
        assert report.count(f"import.{key}") == 1
