"""Imports and exports over HTTP, and who may have which."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest

from academy_app.core.actor import Role
from academy_app.core.db import Database, writing
from academy_app.core.settings import settings
from academy_app.jobs.importing import run_next
from academy_app.models.membership import Member
from tests import factories
from tests.accounts import account, signed_in
from tests.importers import skool_pages

IMPORTS = "/api/lms/imports"
EXPORTS = "/api/lms/exports"


async def a_member(role: Role) -> Member:
    async with writing() as tx:
        return await account(tx, role)


def course() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("bread/01-start/01-flour.md", "# Flour\n\nWeigh it.\n")
    return made.getvalue()


def community(folder: Path) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for file in skool_pages.write(folder / "saved").iterdir():
            archive.write(file, file.name)
    return made.getvalue()


async def send(
    client: httpx.AsyncClient, format_name: str, content: bytes, **fields: str
) -> httpx.Response:
    return await client.post(
        IMPORTS,
        data={"format": format_name, **fields},
        files={"file": ("given.zip", content, "application/zip")},
    )


async def test_a_course_comes_after_its_rehearsal(client: httpx.AsyncClient, db: Database) -> None:
    await signed_in(client, await a_member(Role.CONTENT_CREATOR))
    begun = await send(client, "markdown", course(), options='{"title": "Bread"}')
    assert begun.status_code == 201, begun.text
    address = f"{IMPORTS}/{begun.json()['id']}"
    assert begun.json()["href"] == f"/imports/{begun.json()['id']}"
    waiting = (await client.get(address)).json()
    assert (waiting["run"]["state"], waiting["said"]) == ("queued", "waiting")
    assert (await client.get(f"{address}/report.json")).status_code == 404
    assert (await client.post(f"{address}/run")).status_code == 409
    await run_next()
    report = await client.get(f"{address}/report.json")
    assert (report.json()["rehearsal"], report.json()["counts"]["lost"]) == (True, {})
    text = await client.get(f"{address}/report.txt")
    assert "Would come" in text.text
    assert "attachment" in text.headers["content-disposition"]
    assert (await client.post(f"{address}/run", json={"title": "Loaves"})).status_code == 202
    await run_next()
    [row] = (await client.get(IMPORTS)).json()
    assert (row["state"], row["is_rehearsal"]) == ("done", False)
    listed = (await client.get("/api/lms/teach/courses")).json()["courses"]
    assert [each["title"] for each in listed] == ["Loaves"]
    assert (await client.delete(address)).status_code == 204
    assert (await client.get(IMPORTS)).json() == []


async def test_what_is_refused_says_which_field(client: httpx.AsyncClient, db: Database) -> None:
    await signed_in(client, await a_member(Role.ADMIN))
    none = await client.post(IMPORTS, data={"format": "olx"}, files={"x": ("a", b"")})
    assert none.json()["errors"]["file"]["key"] == "import.no_file"
    other = await send(client, "word", course())
    assert other.json()["errors"]["format"]["key"] == "import.unknown_format"
    odd = await send(client, "olx", course(), options='{"titel": 1}')
    assert odd.json()["errors"]["options"]["key"] == "error.invalid_value"
    plain = await client.post(IMPORTS, json={"format": "olx"})
    assert plain.json()["errors"]["file"]["key"] == "import.no_file"
    assert not settings().imports_dir.exists() or list(settings().imports_dir.iterdir()) == []


@pytest.mark.parametrize("is_announced", [True, False])
async def test_a_file_that_is_too_large_is_refused(
    client: httpx.AsyncClient, db: Database, monkeypatch: pytest.MonkeyPatch, is_announced: bool
) -> None:
    monkeypatch.setenv("ACADEMY_MAX_IMPORT_MB", "1")
    settings.cache_clear()
    await signed_in(client, await a_member(Role.ADMIN))
    request = client.build_request(
        "POST", IMPORTS, data={"format": "olx"}, files={"file": ("a.zip", b"\0" * 1_500_000)}
    )
    if not is_announced:
        del request.headers["content-length"]
    answer = await client.send(request)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"]["file"] | {"message": ""} == {
        "key": "file.too_large",
        "params": {"mb": 1},
        "message": "",
    }


def paths(run_id: int) -> list[tuple[str, str]]:
    address = f"{IMPORTS}/{run_id}"
    return [
        ("GET", address),
        ("GET", f"{address}/report.json"),
        ("GET", f"{address}/report.txt"),
        ("POST", f"{address}/run"),
        ("DELETE", address),
    ]


@pytest.mark.parametrize("role", [*Role, None])
async def test_nobody_reaches_what_is_another_s(
    client: httpx.AsyncClient, db: Database, tmp_path: Path, role: Role | None
) -> None:
    await signed_in(client, await a_member(Role.ADMIN))
    theirs = (await send(client, "skool", community(tmp_path))).json()["id"]
    await run_next()
    async with writing() as tx:
        slug = (await factories.course(tx, await factories.member(tx, Role.ADMIN))).course.slug
    if role is None:
        client.cookies.clear()
    else:
        await signed_in(client, await a_member(role))
    # As wrong, and no more is told, as what does not exist.
    statuses = {
        "ADMIN": [200, 200, 200, 202, 204],
        None: [401] * 5,
    }.get(role, [404] * 5)
    asked = [(await client.request(*each)).status_code for each in paths(theirs)]
    assert asked == statuses
    listed = await client.get(IMPORTS)
    assert listed.status_code == {None: 401, Role.ADMIN: 200, Role.CONTENT_CREATOR: 200}.get(
        role, 403
    )
    assert listed.json() == [] or not listed.is_success
    begun = await send(client, "skool", b"PK\x03\x04")
    assert begun.status_code == {None: 401, Role.ADMIN: 201}.get(role, 403)
    taken = [
        (await client.get(f"{EXPORTS}/{name}.zip")).status_code
        for name in ("community", f"courses/{slug}")
    ]
    assert taken == {None: [401, 401], Role.ADMIN: [200, 200]}.get(role, [403, 403])


async def test_a_token_brings_no_community(client: httpx.AsyncClient, db: Database) -> None:
    token = await signed_in(client, await a_member(Role.ADMIN))
    made = await client.post("/api/lms/me/tokens", json={"name": "script"})
    assert made.status_code == 201, (made.text, token)
    client.cookies.clear()
    answer = await client.post(
        IMPORTS,
        data={"format": "skool"},
        files={"file": ("a.zip", b"PK\x03\x04")},
        headers={"Authorization": f"Bearer {made.json()['token']}"},
    )
    assert (answer.status_code, answer.json()["key"]) == (403, "account.needs_session")


async def test_an_export_is_a_zip_and_leaves_nothing_behind(
    client: httpx.AsyncClient, db: Database
) -> None:
    admin = await a_member(Role.ADMIN)
    await signed_in(client, admin)
    async with writing() as tx:
        slug = (await factories.course(tx, admin)).course.slug
    for name, inside in (("community", "academy.json"), (f"courses/{slug}", "academy.yml")):
        answer = await client.get(f"{EXPORTS}/{name}.zip")
        assert answer.headers["content-type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert inside in archive.namelist()
    assert list(settings().imports_dir.iterdir()) == []
    assert (await client.get(f"{EXPORTS}/courses/none.zip")).status_code == 404


async def test_labels_are_mapped_over_the_api(
    client: httpx.AsyncClient, db: Database, tmp_path: Path
) -> None:
    await signed_in(client, await a_member(Role.ADMIN))
    run_id = (await send(client, "skool", community(tmp_path))).json()["id"]
    await run_next()
    body: dict[str, Any] = {"labels": {"Wins": "Joy", "Questions": ""}}
    assert (await client.post(f"{IMPORTS}/{run_id}/run", json=body)).status_code == 202
    await run_next()
    report = json.loads((await client.get(f"{IMPORTS}/{run_id}/report.json")).text)
    assert report["labels"] == {"": "Sour Dough", "Questions": "Questions", "Wins": "Joy"}
