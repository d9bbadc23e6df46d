"""Courses, progress, transcripts and notes over HTTP."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from academy_app.core.actor import Role
from academy_app.core.clock import Travel
from academy_app.core.db import Database, writing
from academy_app.models.learning import Subtitle
from tests import factories
from tests.accounts import account, signed_in
from tests.factories import CourseTree, key

API = "/api/lms"


@dataclass
class Class:
    """A signed-in learner, a course with one video, and a draft that is not theirs."""

    client: httpx.AsyncClient
    tree: CourseTree
    draft: CourseTree
    video_id: int
    hidden_video_id: int
    token: str

    @property
    def lesson_id(self) -> int:
        return key(self.tree.lessons[0])

    async def report(self, *pairs: tuple[float, float], **values: Any) -> httpx.Response:
        body = {
            "session": "tab-1",
            "seq": 0,
            "lessonId": self.lesson_id,
            "videoId": self.video_id,
            "spans": pairs,
            "position": 10,
            "duration": 100,
            "rate": 1,
            **values,
        }
        return await self.client.put(f"{API}/progress/video", json=body)


@pytest.fixture
async def school(client: httpx.AsyncClient, clock: Travel) -> Class:
    async with writing() as tx:
        member = await account(tx)
        author = await factories.actor(tx, Role.CONTENT_CREATOR)
        tree = await factories.course(tx, author, lessons=3, slug="sailing", title="Sailing")
        video = await factories.video(tx, tree.lessons[0])
        tx.add(
            Subtitle(video_id=key(video), language="en", label="English", cues=[(0, 1500, "Ahoy")])
        )
        draft = await factories.course(tx, author, slug="secret", is_published=False)
        hidden = await factories.video(tx, draft.lessons[0])
    token = await signed_in(client, member)
    return Class(client, tree, draft, key(video), key(hidden), token)


ROUTES = [
    ("GET", "/courses"),
    ("GET", "/courses/sailing"),
    ("GET", "/courses/sailing/lessons/x"),
    ("GET", "/courses/sailing/notes.md"),
    ("PUT", "/progress/video"),
    ("POST", "/progress/video"),
    ("PUT", "/progress/lesson"),
    ("GET", "/videos/1/transcript"),
    ("GET", "/notes?lessonId=1"),
    ("POST", "/notes"),
    ("PATCH", "/notes/1"),
    ("DELETE", "/notes/1"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_strangers_are_asked_to_sign_in(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await client.request(method, API + path, json={} if method != "GET" else None)
    assert answer.status_code == 401


class TestCourses:
    async def test_the_catalog_and_its_search(self, school: Class) -> None:
        shown = (await school.client.get(f"{API}/courses")).json()
        assert [course["slug"] for course in shown["courses"]] == ["sailing"]
        found = (await school.client.get(f"{API}/courses", params={"query": "nothing"})).json()
        assert (found["total"], found["courses"]) == (0, [])

    async def test_the_outline_with_progress(self, school: Class) -> None:
        lesson_id = key(school.tree.lessons[1])
        await school.client.put(f"{API}/progress/lesson", json={"lessonId": lesson_id})
        shown = (await school.client.get(f"{API}/courses/sailing")).json()
        assert (shown["done"], shown["total"]) == (1, 3)
        assert [row["is_done"] for row in shown["modules"][0]["lessons"]] == [False, True, False]

    async def test_the_lesson(self, school: Class) -> None:
        slug = school.tree.lessons[0].slug
        shown = (await school.client.get(f"{API}/courses/sailing/lessons/{slug}")).json()
        assert shown["videos"][0]["id"] == school.video_id

    @pytest.mark.parametrize(
        "path",
        ["/courses/secret", "/courses/none", "/courses/%00", "/courses/%F0%9F%A6", "/courses/"
         + "x" * 500, "/courses/secret/notes.md", "/courses/sailing/lessons/none"],
    )  # fmt: skip
    async def test_what_is_not_theirs_does_not_exist(self, school: Class, path: str) -> None:
        answer = await school.client.get(API + path)
        assert (answer.status_code, answer.json()["key"]) == (404, "error.not_found")


class TestWatching:
    async def test_a_report_is_answered_with_where_one_is(self, school: Class) -> None:
        answer = await school.report((0, 5), (5, 10))
        assert answer.status_code == 200
        assert answer.json() == {
            "covered": 10.0,
            "duration": 100.0,
            "fraction": 0.1,
            "required": 0.9,
            "firstGap": 10.0,
            "position": 10.0,
            "completed": False,
            "lessonCompleted": False,
            "courseDone": 0,
            "courseTotal": 3,
            "deferred": [],
        }

    async def test_watched_through_it_shows_in_the_outline(
        self, school: Class, clock: Travel
    ) -> None:
        for n in range(6):
            await school.report((n * 15, n * 15 + 15), seq=n)
            clock.forward(15)
        shown = (await school.client.get(f"{API}/courses/sailing")).json()
        assert shown["done"] == 1

    async def test_forged_spans_are_deferred(self, school: Class) -> None:
        answer = (await school.report((0, 100))).json()
        assert (answer["covered"], answer["deferred"]) == (15.0, [[15.0, 100.0]])

    async def test_a_beacon_is_a_post(self, school: Class) -> None:
        answer = await school.client.post(
            f"{API}/progress/video",
            json={"lessonId": school.lesson_id, "watchTime": 10, "position": 10},
            headers={"Origin": "http://academy.test"},
        )
        assert (answer.status_code, answer.json()["covered"]) == (200, 10.0)

    async def test_a_bearer_token_will_do(self, school: Class) -> None:
        school.client.cookies.clear()
        school.client.headers["Authorization"] = f"Bearer {school.token}"
        assert (await school.report((0, 5))).status_code == 200

    async def test_another_site_cannot_report(self, school: Class) -> None:
        school.client.headers["Origin"] = "https://evil.example"
        assert (await school.report((0, 5))).status_code == 403

    async def test_hidden_videos_do_not_exist(self, school: Class) -> None:
        for named in ({"videoId": school.hidden_video_id}, {"videoId": 2**62}):
            answer = await school.report((0, 5), lessonId=None, **named)
            assert answer.status_code == 404

    @pytest.mark.parametrize(
        ("body", "fields"),
        [
            (b"{}", ["lessonId", "position", "watchTime"]),
            (b'{"lessonId": 1, "position": NaN, "spans": []}', ["position"]),
            (b'{"lessonId": 1, "position": 1, "spans": [[0, "x"]]}', ["spans"]),
            (b'{"lessonId": 1, "position": 1, "spans": [], "duration": 1e9}', ["duration"]),
            (b"[]", []),
            (b"", []),
            (b"\xff", []),
            (b"[" * 50_000, []),
            (b'{"lessonId": ' + b"1" * 5000 + b"}", []),
        ],
        ids=lambda value: f"{value!r:.40}",
    )
    async def test_bad_bodies_are_named(
        self, school: Class, body: bytes, fields: list[str]
    ) -> None:
        answer = await school.client.put(f"{API}/progress/video", content=body)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert sorted(answer.json()["errors"]) == fields

    async def test_a_body_has_an_end(self, school: Class) -> None:
        answer = await school.report(*[(n, n + 0.5) for n in range(20_000)])
        assert answer.status_code == 413

    async def test_many_at_once_are_all_counted(self, school: Class, clock: Travel) -> None:
        await school.report(seq=500)
        clock.forward(3600)
        answers = await asyncio.gather(*(school.report((n, n + 1), seq=501 + n) for n in range(60)))
        assert {answer.status_code for answer in answers} == {200}
        assert max(answer.json()["covered"] for answer in answers) == 60.0


class TestMarking:
    async def mark(self, school: Class, **body: Any) -> httpx.Response:
        given = {"lessonId": key(school.tree.lessons[1]), **body}
        return await school.client.put(f"{API}/progress/lesson", json=given)

    async def test_by_reading_and_by_hand(self, school: Class) -> None:
        read = (await self.mark(school, how="read")).json()
        assert read == {
            "lessonId": key(school.tree.lessons[1]),
            "done": True,
            "how": "read",
            "courseDone": 1,
            "courseTotal": 3,
        }
        undone = (await self.mark(school, done=False)).json()
        assert (undone["done"], undone["courseDone"]) == (False, 0)
        assert (await self.mark(school)).json()["how"] == "manual"

    async def test_a_video_is_not_read(self, school: Class) -> None:
        answer = await self.mark(school, lessonId=school.lesson_id, how="read")
        assert (answer.status_code, answer.json()["key"]) == (409, "lesson.not_by_reading")

    async def test_hidden_lessons_do_not_exist(self, school: Class) -> None:
        for lesson_id in (key(school.draft.lessons[0]), 0, 2**70):
            assert (await self.mark(school, lessonId=lesson_id)).status_code == 404

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"how": "watched"}, "how"),
            ({"how": "read", "done": False}, "how"),
            ({"done": "yes"}, "done"),
            ({"lessonId": "1"}, "lessonId"),
            ({"lesson_id": 1}, "lesson_id"),
        ],
    )
    async def test_what_is_wrong_is_named(
        self, school: Class, body: dict[str, Any], field: str
    ) -> None:
        answer = await self.mark(school, **body)
        assert answer.status_code == 422
        assert list(answer.json()["errors"]) == [field]


async def test_the_transcript(school: Class) -> None:
    path = f"{API}/videos/{school.video_id}/transcript"
    shown = (await school.client.get(path, params={"language": "de"})).json()
    assert (shown["language"], shown["label"]) == ("en", "English")
    assert shown["cues"] == [[0, 1500, "Ahoy"]]
    for video_id in (school.hidden_video_id, 999_999):
        answer = await school.client.get(f"{API}/videos/{video_id}/transcript")
        assert answer.status_code == 404
    assert (await school.client.get(f"{API}/videos/{2**63}/transcript")).status_code == 422


class TestNotes:
    async def add(self, school: Class, **body: Any) -> httpx.Response:
        given = {"lessonId": school.lesson_id, "clientId": "c-1", "body": "Ahoy", **body}
        return await school.client.post(f"{API}/notes", json=given)

    async def test_written_listed_changed_exported_thrown_away(self, school: Class) -> None:
        made = await self.add(school, videoId=school.video_id, seconds=65)
        assert made.status_code == 201
        note = made.json()
        assert (note["clientId"], note["videoId"], note["seconds"]) == ("c-1", school.video_id, 65)
        assert (await self.add(school, body="twice")).json() == note
        listed = await school.client.get(f"{API}/notes", params={"lessonId": school.lesson_id})
        assert listed.json() == [note]
        path = f"{API}/notes/{note['id']}"
        changed = await school.client.patch(path, json={"body": "Belay"})
        assert changed.json()["body"] == "Belay"
        export = await school.client.get(f"{API}/courses/sailing/notes.md")
        assert export.headers["content-type"] == "text/markdown; charset=utf-8"
        assert "attachment" in export.headers["content-disposition"]
        assert "- **1:05** Belay" in export.text
        assert (await school.client.delete(path)).status_code == 204
        assert (await school.client.delete(path)).status_code == 404

    async def test_another_members_note_does_not_exist(self, school: Class, db: Database) -> None:
        note_id = (await self.add(school)).json()["id"]
        async with writing() as tx:
            other = await account(tx)
        await signed_in(school.client, other)
        path = f"{API}/notes/{note_id}"
        assert (await school.client.patch(path, json={"body": "Mine"})).status_code == 404
        assert (await school.client.delete(path)).status_code == 404
        listed = await school.client.get(f"{API}/notes", params={"lessonId": school.lesson_id})
        assert listed.json() == []

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"body": " "}, "body"),
            ({"body": "x" * 6000}, "body"),
            ({"clientId": "a b"}, "clientId"),
            ({"seconds": "5"}, "seconds"),
            ({"seconds": -1}, "seconds"),
            ({"videoId": 999_999}, "videoId"),
            ({"memberId": 1}, "memberId"),
        ],
    )
    async def test_what_is_wrong_is_named(
        self, school: Class, body: dict[str, Any], field: str
    ) -> None:
        answer = await self.add(school, **body)
        assert answer.status_code == 422
        assert list(answer.json()["errors"]) == [field]
