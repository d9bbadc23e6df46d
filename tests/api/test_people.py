"""Members as others see them, over the API."""

import httpx
import pytest

from academy_app.core.actor import Role
from academy_app.core.db import Database, writing
from tests import accounts, factories

PEOPLE = "/api/lms/people"


@pytest.fixture
async def ada(db: Database, client: httpx.AsyncClient) -> int:
    """Another member than the one who is signed in."""
    async with writing() as tx:
        reader = await accounts.account(tx)
        other = await factories.member(
            tx, Role.MODERATOR, name="Ada <b>", bio="<script>", points=1, email="ada@example.org"
        )
        await factories.thread(tx, other, title="A question")
    await accounts.signed_in(client, reader)
    return factories.key(other)


async def test_a_page_and_its_next_one(client: httpx.AsyncClient, ada: int) -> None:
    found = (await client.get(f"{PEOPLE}/{ada}")).json()
    assert found["person"]["name"] == "Ada <b>"
    assert [row["title"] for row in found["activity"]] == ["A question"]
    assert "example.org" not in str(found)
    answer = await client.get(f"{PEOPLE}/{ada}", params={"after": "nonsense"})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["after"])


async def test_a_card_speaks_the_reader_s_language(client: httpx.AsyncClient, ada: int) -> None:
    for language, facts in (
        ("en", ["Moderator", "Level 1", "1 point"]),
        ("de", ["Moderation", "Level 1", "1 Punkt"]),
    ):
        answer = await client.get(f"{PEOPLE}/{ada}/card", headers={"Accept-Language": language})
        assert answer.json()["facts"] == facts
    assert "example.org" not in answer.text


async def test_of_who_was_shut_out_the_card_says_only_that(
    client: httpx.AsyncClient, ada: int
) -> None:
    async with writing() as tx:
        gone = await factories.member(tx, Role.ADMIN, is_active=False, bio="Rude.")
    found = (await client.get(f"{PEOPLE}/{gone.id}/card")).json()
    assert (found["facts"], found["bio"]) == (["No longer a member"], "")


async def test_the_board(client: httpx.AsyncClient, ada: int) -> None:
    for period in ("7", "30", "all"):
        answer = await client.get("/api/lms/leaderboard", params={"period": period})
        assert (answer.status_code, answer.json()["period"]) == (200, period)
    assert (await client.get("/api/lms/leaderboard?period=1")).status_code == 422


@pytest.mark.parametrize("path", ["/people/1", "/people/1/card", "/leaderboard"])
async def test_is_for_members_only(client: httpx.AsyncClient, db: Database, path: str) -> None:
    assert (await client.get(f"/api/lms{path}")).status_code == 401


@pytest.mark.parametrize("who", ["0", "-1", "x", "9" * 30, "1;2"])
async def test_other_ids_are_refused(client: httpx.AsyncClient, ada: int, who: str) -> None:
    for path in ("", "/card"):
        assert (await client.get(f"{PEOPLE}/{who}{path}")).status_code in (404, 422)
