"""The search's route: its parameters, its limits."""

from collections.abc import Iterator

import httpx
import pytest

from academy_app.core.clock import Travel
from academy_app.core.db import writing
from academy_app.models.discussion import Category
from academy_app.services import discussion, pace
from academy_app.services.discussion import ThreadDraft
from tests import accounts, factories

SEARCH = "/api/lms/search"


@pytest.fixture(autouse=True)
def _nobody_has_searched() -> Iterator[None]:
    pace.forget()
    yield
    pace.forget()


async def member_who_wrote(client: httpx.AsyncClient) -> None:
    words = await discussion.words("It <b>sleeps</b>.")
    async with writing() as tx:
        member = await accounts.account(tx)
        place = Category(slug="talk", name="Talk")
        tx.add(place)
        await tx.flush()
        draft = ThreadDraft("Sourdough", words, client_id="client-1", category_id=place.id)
        await discussion.start_thread(tx, factories.as_actor(member), draft)
    await accounts.signed_in(client, member)


async def test_visitors_find_nothing(client: httpx.AsyncClient) -> None:
    assert (await client.get(SEARCH, params={"q": "a"})).status_code == 401


async def test_a_search_and_what_narrows_it(client: httpx.AsyncClient) -> None:
    await member_who_wrote(client)
    for mode in ("type", "full"):
        answer = await client.get(SEARCH, params={"q": "sour", "mode": mode})
        [hit] = answer.json()["hits"]
        assert (hit["kind"], hit["place"]) == ("thread", "Talk")
        assert hit["title"] == [{"text": "Sourdough", "is_hit": True}]
    for given, count in (
        ({"kind": "post"}, 0),
        ({"kind": "thread", "category": "talk", "from": "2020-01-01", "to": "2100-01-01"}, 1),
        ({"answered": "1"}, 0),
        ({"author": "nobody"}, 0),
        ({"course": "none"}, 0),
    ):
        answer = await client.get(SEARCH, params={"q": "sour", **given})
        assert len(answer.json()["hits"]) == count, given
    assert (await client.get(SEARCH, params={"q": "suordough"})).json()["suggestion"] == "sourdough"


@pytest.mark.parametrize(
    "given",
    [{"kind": "x"}, {"mode": "x"}, {"from": "x"}, {"cursor": "x"}, {"q": "x" * 10_001}],
)
async def test_what_makes_no_sense_is_refused(
    client: httpx.AsyncClient, given: dict[str, str]
) -> None:
    await member_who_wrote(client)
    assert (await client.get(SEARCH, params={"q": "a b", **given})).status_code == 422


async def test_a_script_is_slowed_and_nothing_is_written(
    client: httpx.AsyncClient, clock: Travel
) -> None:
    await member_who_wrote(client)
    for _ in range(60):
        assert (await client.get(SEARCH, params={"q": "."})).status_code == 200
    clock.forward(20)
    refused = await client.get(SEARCH, params={"q": "."})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "40")
    assert (await client.get(SEARCH, params={"q": ".", "mode": "type"})).status_code == 200
    clock.forward(40)
    assert (await client.get(SEARCH, params={"q": "."})).status_code == 200
