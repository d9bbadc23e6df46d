"""Writing courses over HTTP."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from academy_app.core.actor import Role
from academy_app.core.clock import now
from academy_app.core.db import Database, writing
from academy_app.models.membership import Member
from academy_app.services.authoring import lookup
from tests import factories
from tests.accounts import account, signed_in
from tests.factories import key

TEACH = "/api/lms/teach"
OUTLINE = "# Start\n- Flour\n- Water https://vimeo.com/12345\n# End\n- Bake"


@pytest.fixture(autouse=True)
def _nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The providers of videos are out of reach."""
    for name in lookup.ENDPOINTS:
        monkeypatch.setitem(lookup.ENDPOINTS, name, "http://127.0.0.1:9/oembed")


@pytest.fixture
async def author(db: Database, client: httpx.AsyncClient) -> Member:
    async with writing() as tx:
        member = await account(tx, Role.CONTENT_CREATOR, name="Ada")
    await signed_in(client, member)
    return member


async def a_course(client: httpx.AsyncClient, title: str = "Bread") -> int:
    answer = await client.post(f"{TEACH}/courses", json={"title": title})
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


async def tree(client: httpx.AsyncClient, course_id: int) -> Any:
    return (await client.get(f"{TEACH}/courses/{course_id}/tree")).json()


def shape(built: Any) -> list[tuple[str, list[str]]]:
    return [(each["title"], [one["title"] for one in each["lessons"]]) for each in built["modules"]]


async def test_a_course_from_its_outline_to_its_end(
    client: httpx.AsyncClient, author: Member
) -> None:
    course = await a_course(client)
    made = await client.post(f"{TEACH}/courses/{course}/outline", json={"text": OUTLINE})
    assert made.status_code == 201, made.text
    built = await tree(client, course)
    assert shape(built) == [("Start", ["Flour", "Water"]), ("End", ["Bake"])]
    assert [each["kind"] for each in built["modules"][0]["lessons"]] == ["text", "video"]
    start, end = (each["id"] for each in built["modules"])
    flour, water, bake = made.json()["lessons"]
    body = {"ids": [flour], "moduleId": end, "afterId": bake}
    assert (await client.post(f"{TEACH}/lessons/move", json=body)).status_code == 204
    body = {"courseId": course, "afterId": end}
    assert (await client.post(f"{TEACH}/modules/{start}/move", json=body)).status_code == 204
    assert shape(await tree(client, course)) == [("End", ["Bake", "Flour"]), ("Start", ["Water"])]
    copy = await client.post(f"{TEACH}/lessons/{water}/copy")
    assert copy.status_code == 201
    assert (await client.post(f"{TEACH}/modules/{end}/copy")).status_code == 201
    assert (await client.delete(f"{TEACH}/modules/{start}")).status_code == 204
    assert shape(await tree(client, course)) == [
        ("End", ["Bake", "Flour"]),
        ("Copy of End", ["Bake", "Flour"]),
    ]
    [gone] = (await client.get(f"{TEACH}/courses/{course}/deleted")).json()
    assert (gone["kind"], gone["title"]) == ("module", "Start")
    assert (await client.post(f"{TEACH}/modules/{start}/restore")).status_code == 204
    assert (await client.delete(f"{TEACH}/courses/{course}")).status_code == 204
    assert (await client.get(f"{TEACH}/courses/{course}/tree")).status_code == 404
    listed = (await client.get(f"{TEACH}/courses")).json()
    assert (listed["courses"], [row["id"] for row in listed["deleted"]]) == ([], [course])
    assert (await client.post(f"{TEACH}/courses/{course}/restore")).status_code == 204
    assert len((await client.get(f"{TEACH}/courses")).json()["courses"]) == 1


async def test_a_lesson_is_saved_kept_and_brought_back(
    client: httpx.AsyncClient, author: Member
) -> None:
    async with writing() as tx:
        lesson = key((await factories.course(tx, author)).lessons[0])
    address = f"{TEACH}/lessons/{lesson}"
    loaded = (await client.get(address)).json()
    assert (loaded["version"], loaded["body"], loaded["videos"]) == (1, "Text.", [])
    body = {
        "baseVersion": 1,
        "title": "Flour",
        "body": "All of *it*.",
        "videos": [{"address": "https://vimeo.com/12345", "title": "Film", "length": 61.5}],
    }
    saved = await client.patch(address, json=body)
    assert saved.status_code == 200, saved.text
    assert (saved.json()["version"], saved.json()["kind"]) == (2, "both")
    [video] = (await client.get(address)).json()["videos"]
    assert (video["address"], video["duration"]) == ("https://vimeo.com/12345", 61.5)
    late = await client.patch(address, json={"baseVersion": 1, "body": "Mine."})
    assert late.status_code == 409
    assert late.json()["params"] == {
        "name": "Ada",
        "version": 2,
        "title": "Flour",
        "body": "All of *it*.",
    }
    rows = (await client.get(f"{address}/versions")).json()
    assert [row["number"] for row in rows] == [0, 1]
    now_ = (await client.get(f"{address}/versions/0")).json()
    assert {"kind": "removed", "text": "Text"} in now_["pieces"]
    back = await client.post(f"{address}/versions/1/restore", json={"baseVersion": 2})
    assert back.status_code == 200, back.text
    again = (await client.get(address)).json()
    assert (again["body"], again["videos"], again["version"]) == ("Text.", [], 3)
    rows = (await client.get(f"{address}/versions")).json()
    assert [row["number"] for row in rows] == [0, 2, 1]
    kept = (await client.get(f"{address}/versions/2")).json()
    assert kept["videos"] == [{"address": "https://vimeo.com/12345", "title": "Film", "poster": ""}]
    assert (await client.get(f"{address}/versions/7")).status_code == 404


async def test_what_is_missing_is_told_by_key(client: httpx.AsyncClient, author: Member) -> None:
    async with writing() as tx:
        course = await factories.course(tx, author, modules=2, lessons=0, thumbnail="images/x.webp")
        module = course.modules[0]
        await factories.lesson(tx, module, title="Empty", body="", body_html="")
        html = '<p><a href="/courses/nowhere/x">x</a><a href="#gone">y</a><a href="/home">z</a></p>'
        await factories.lesson(tx, module, title="Linked", body="x", body_html=html)
        whole = f'<h2 id="a">A</h2><a href="#a">a</a><a href="/courses/{course.course.slug}">c</a>'
        await factories.lesson(tx, module, title="Whole", body="x", body_html=whole)
    found = (await client.get(f"{TEACH}/courses/{course.id}/check")).json()
    assert (found["lessons"], found["drafts"]) == (3, 0)
    assert [(each["key"], each["title"], each["detail"]) for each in found["findings"]] == [
        ("check.empty_lesson", "Empty", ""),
        ("check.picture_gone", course.course.title, ""),
        ("check.broken_link", "Linked", "/courses/nowhere/x"),
        ("check.broken_link", "Linked", "#gone"),
        ("check.no_description", course.course.title, ""),
        ("check.empty_module", course.modules[1].title, ""),
    ]
    fresh = await a_course(client)
    keys = [
        each["key"]
        for each in (await client.get(f"{TEACH}/courses/{fresh}/check")).json()["findings"]
    ]
    assert keys == ["check.no_lessons", "check.no_description", "check.no_picture"]


async def test_state_is_set_and_a_time_must_lie_ahead(
    client: httpx.AsyncClient, author: Member
) -> None:
    async with writing() as tx:
        course = await factories.course(tx, author)
    address = f"{TEACH}/courses/{course.id}/state"
    past = {"state": "scheduled", "publishAt": (now() - timedelta(hours=1)).isoformat()}
    for body in ({"state": "scheduled"}, past):
        refused = await client.put(address, json=body)
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["publishAt"])
    soon = (now() + timedelta(hours=1)).isoformat()
    answer = await client.put(address, json={"state": "scheduled", "publishAt": soon})
    assert answer.status_code == 204
    module, lesson = key(course.modules[0]), key(course.lessons[0])
    wish = {"ids": [lesson], "state": "draft"}
    assert (await client.post(f"{TEACH}/lessons/state", json=wish)).status_code == 204
    answer = await client.put(f"{TEACH}/modules/{module}/state", json={"state": "draft"})
    assert answer.status_code == 204
    built = await tree(client, course.id)
    states = [built["state"], built["modules"][0]["state"]]
    states += [each["state"] for each in built["modules"][0]["lessons"]]
    assert states == ["scheduled", "draft", "draft", "published"]


async def test_addresses_are_checked_and_named_in_their_line(
    client: httpx.AsyncClient, author: Member
) -> None:
    addresses = ["https://youtu.be/dQw4w9WgXcQ", "https://nowhere.example/film", "vimeo.com/1"]
    found = (await client.post(f"{TEACH}/look-up", json={"addresses": addresses})).json()
    assert [each["provider"] for each in found] == ["youtube", "", "vimeo"]
    assert [bool(each["problem"]) for each in found] == [False, True, False]
    assert found[0]["warning"]
    course = await a_course(client)
    module = (await client.post(f"{TEACH}/courses/{course}/modules", json={"title": "M"})).json()
    address = f"{TEACH}/modules/{module['id']}/videos"
    refused = await client.post(
        address, json={"text": "One https://vimeo.com/1\nhttps://no.example/"}
    )
    assert refused.json()["errors"]["text"]["params"]["line"] == 2
    made = await client.post(address, json={"text": "One https://vimeo.com/1\nhttps://vimeo.com/2"})
    assert made.status_code == 201
    assert shape(await tree(client, course)) == [("M", ["One", "Lesson 2"])]


async def test_files_and_subtitles(client: httpx.AsyncClient, author: Member) -> None:
    async with writing() as tx:
        lesson = (await factories.course(tx, author)).lessons[0]
        video = key(await factories.video(tx, lesson))
    made = await client.post(
        f"{TEACH}/lessons/{lesson.id}/files", params={"name": "Recipe.txt"}, content=b"Flour."
    )
    assert made.status_code == 201, made.text
    assert (await client.get(made.json()["href"])).content == b"Flour."
    empty = await client.post(f"{TEACH}/lessons/{lesson.id}/files", params={"name": "x"})
    assert (empty.status_code, list(empty.json()["errors"])) == (422, ["file"])
    assert (await client.delete(f"{TEACH}/files/{made.json()['id']}")).status_code == 204
    address = f"{TEACH}/videos/{video}/subtitles/en"
    cues = "WEBVTT\n\n00:01.000 --> 00:02.000\nHello"
    assert (await client.put(address, content=cues)).status_code == 204
    assert (await client.put(address, content="nothing")).status_code == 422
    loaded = (await client.get(f"{TEACH}/lessons/{lesson.id}")).json()
    assert loaded["videos"][0]["subtitles"] == [{"language": "en", "label": ""}]
    assert (await client.delete(address)).status_code == 204
    loaded = (await client.get(f"{TEACH}/lessons/{lesson.id}")).json()
    assert (loaded["videos"][0]["subtitles"], loaded["files"]) == ([], [])


async def test_the_preview_is_what_learners_see(client: httpx.AsyncClient, author: Member) -> None:
    answer = await client.post(f"{TEACH}/preview", json={"body": "> [!TIP]\n> Rest $x$"})
    assert answer.json()["hasMath"]
    assert "data-label" not in answer.json()["html"]
    assert "Tip" in answer.json()["html"]


async def test_settings_are_read_and_changed(client: httpx.AsyncClient, author: Member) -> None:
    course = await a_course(client)
    address = f"{TEACH}/courses/{course}"
    body = {"description": "All of it", "tags": ["a", "b"]}
    assert (await client.patch(address, json=body)).status_code == 204
    found = (await client.get(address)).json()
    assert (found["title"], found["description"], found["tags"]) == (
        "Bread",
        "All of it",
        ["a", "b"],
    )
    refused = await client.patch(address, json={"title": " "})
    assert list(refused.json()["errors"]) == ["title"]


@pytest.mark.parametrize("role", [Role.USER, Role.MODERATOR, Role.CONTENT_CREATOR])
async def test_others_write_nothing(client: httpx.AsyncClient, db: Database, role: Role) -> None:
    async with writing() as tx:
        course = await factories.course(tx, await factories.member(tx, Role.CONTENT_CREATOR))
        video = key(await factories.video(tx, course.lessons[0]))
        member = await account(tx, role)
    await signed_in(client, member)
    module, lesson = key(course.modules[0]), key(course.lessons[0])
    asked: tuple[tuple[str, str, Any], ...] = (
        ("GET", f"courses/{course.id}", None),
        ("GET", f"courses/{course.id}/tree", None),
        ("GET", f"courses/{course.id}/check", None),
        ("GET", f"courses/{course.id}/deleted", None),
        ("PATCH", f"courses/{course.id}", {"title": "X"}),
        ("PUT", f"courses/{course.id}/state", {"state": "draft"}),
        ("POST", f"courses/{course.id}/copy", None),
        ("POST", f"courses/{course.id}/outline", {"text": "X"}),
        ("DELETE", f"courses/{course.id}", None),
        ("PATCH", f"modules/{module}", {"title": "X"}),
        ("POST", f"modules/{module}/videos", {"text": "X"}),
        ("GET", f"lessons/{lesson}", None),
        ("GET", f"lessons/{lesson}/versions", None),
        ("GET", f"lessons/{lesson}/versions/0", None),
        ("PATCH", f"lessons/{lesson}", {"baseVersion": 1, "title": "X"}),
        ("POST", "lessons/delete", {"ids": [lesson]}),
        ("POST", f"lessons/{lesson}/files?name=x", {}),
        ("DELETE", f"videos/{video}/subtitles/en", None),
    )
    for method, path, body in asked:
        answer = await client.request(method, f"{TEACH}/{path}", json=body)
        assert answer.status_code == 403, (method, path, answer.text)
    if role is not Role.CONTENT_CREATOR:
        more: tuple[tuple[str, str, Any], ...] = (
            ("GET", "courses", None),
            ("GET", "targets", None),
            ("POST", "courses", {"title": "X"}),
            ("POST", "preview", {"body": "X"}),
            ("POST", "look-up", {"addresses": ["x"]}),
        )
        for method, path, body in more:
            answer = await client.request(method, f"{TEACH}/{path}", json=body)
            assert answer.status_code == 403, path
