"""What the editor asks for, over HTTP."""

from io import BytesIO

import httpx
import pytest
from PIL import Image

from academy_app.core.actor import Role
from academy_app.core.db import Database, writing
from tests import factories
from tests.accounts import account, signed_in

API = "/api/lms/community"

ROUTES = [
    ("GET", "/drafts"),
    ("GET", "/drafts/new"),
    ("PUT", "/drafts/new"),
    ("DELETE", "/drafts/new"),
    ("POST", "/images"),
    ("POST", "/preview"),
    ("GET", "/mentions?q=a"),
    ("GET", "/posts/1/history"),
]


@pytest.fixture
async def member(db: Database, client: httpx.AsyncClient) -> httpx.AsyncClient:
    async with writing() as tx:
        row = await account(tx, Role.MODERATOR, name="Mo")
    await signed_in(client, row)
    return client


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_strangers_are_asked_to_sign_in(
    client: httpx.AsyncClient, method: str, path: str
) -> None:
    answer = await client.request(method, API + path, json={} if method != "GET" else None)
    assert answer.status_code == 401


async def test_a_draft_goes_with_what_it_became(member: httpx.AsyncClient) -> None:
    async with writing() as tx:
        category = factories.key(await factories.category(tx))
    kept = await member.put(f"{API}/drafts/new", json={"fields": {"title": "How"}, "version": 0})
    assert (kept.status_code, kept.json()["version"]) == (200, 1)
    assert (await member.get(f"{API}/drafts/new")).json()["fields"] == {"title": "How"}
    late = await member.put(f"{API}/drafts/new", json={"fields": {"title": "No"}, "version": 0})
    assert (late.status_code, late.json()["key"]) == (409, "draft.changed")
    body = {"title": "How?", "body": "So?", "categoryId": category, "clientId": "client-1"}
    sent = await member.post(f"{API}/threads", json={**body, "draftKey": "new"})
    assert sent.status_code == 201
    assert (await member.get(f"{API}/drafts")).json() == []
    late = await member.put(f"{API}/drafts/new", json={"fields": {"title": "No"}, "version": 1})
    assert (late.status_code, late.json()["key"]) == (409, "draft.gone")
    thread = sent.json()["id"]
    for key, path, more in (
        (f"thread-{thread}", f"threads/{thread}/posts", {"clientId": "client-2"}),
        ("post-1", "posts/1", {"editedAt": ""}),
    ):
        await member.put(f"{API}/drafts/{key}", json={"fields": {"body": "Yes"}, "version": 0})
        method = "POST" if "threads" in path else "PATCH"
        sent = await member.request(
            method, f"{API}/{path}", json={"body": "Yes.", "draftKey": key, **more}
        )
        assert sent.is_success, sent.text
        assert (await member.get(f"{API}/drafts")).json() == []
    await member.put(f"{API}/drafts/new", json={"fields": {"body": "x"}, "version": 0})
    assert (await member.delete(f"{API}/drafts/new")).status_code == 204
    none = await member.get(f"{API}/drafts/new")
    assert (none.status_code, none.json()) == (200, None)


async def test_an_image_with_the_words_that_show_it(member: httpx.AsyncClient) -> None:
    out = BytesIO()
    Image.new("RGB", (8, 6), "teal").save(out, "PNG")
    sent = await member.post(
        f"{API}/images",
        params={"alt": "my ]( loaf\n<b>"},
        content=out.getvalue(),
        headers={"Content-Type": "image/png"},
    )
    assert sent.status_code == 201
    image = sent.json()
    assert (image["width"], image["height"]) == (8, 6)
    shown = await member.post(f"{API}/preview", json={"body": image["markdown"]})
    html = shown.json()["html"]
    assert html.count("<img ") == 1
    for part in (
        f'src="{image["href"]}#8x6"',
        'alt="my ]( loaf &lt;b&gt;"',
        'width="8"',
        'height="6"',
        'loading="lazy"',
    ):
        assert part in html
    assert (await member.get(image["href"])).headers["content-type"] == "image/webp"
    refused = await member.post(f"{API}/images", content=b"no", headers={"Content-Type": "text/x"})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["image"])


async def test_a_preview_is_what_is_shown_later(member: httpx.AsyncClient) -> None:
    source = "> [!TIP]\n> **Rest** it $x$\n\n<script>alert(1)</script>"
    shown = await member.post(
        f"{API}/preview", json={"body": source}, headers={"Cookie": "lang=de"}
    )
    answer = (
        shown
        if shown.status_code == 200
        else await member.post(f"{API}/preview", json={"body": source})
    ).json()
    assert answer["hasMath"] is True
    assert "<strong>Rest</strong>" in answer["html"]
    assert "script" not in answer["html"]
    assert "data-label" not in answer["html"]
    for body, reason in (("", "error.required"), ("x" * 32_001, "error.too_long")):
        refused = await member.post(f"{API}/preview", json={"body": body})
        assert refused.json()["errors"]["body"]["key"] == reason


async def test_whom_to_name(member: httpx.AsyncClient) -> None:
    found = (await member.get(f"{API}/mentions", params={"q": "m"})).json()
    assert [row["markdown"] for row in found] == [f"[@Mo](/people/{found[0]['id']})"]
    for _ in range(59):
        await member.get(f"{API}/mentions", params={"q": "x"})
    assert (await member.get(f"{API}/mentions", params={"q": "m"})).status_code == 429


async def test_what_a_post_said_before(member: httpx.AsyncClient) -> None:
    async with writing() as tx:
        category = factories.key(await factories.category(tx))
    body = {"title": "How?", "body": "So?", "categoryId": category, "clientId": "client-1"}
    await member.post(f"{API}/threads", json=body)
    source = (await member.get(f"{API}/posts/1/source")).json()
    assert source == {"body": "So?", "title": "How?", "editedAt": ""}
    changed = {"body": "So!", "title": "How!", "editedAt": source["editedAt"]}
    assert (await member.patch(f"{API}/posts/1", json=changed)).is_success
    shown = (await member.get(f"{API}/posts/1/history")).json()
    assert [version["number"] for version in shown["versions"]] == [2, 1]
    assert {"kind": "added", "text": "!"} in shown["versions"][0]["body"]


@pytest.mark.parametrize("levels", [19, 20, 300])
async def test_a_draft_is_no_deeper_than_its_answer_can_be(
    member: httpx.AsyncClient, levels: int
) -> None:
    body = '{"fields":{"x":' + "[" * levels + "]" * levels + "}}"
    headers = {"Content-Type": "application/json"}
    answer = await member.put(f"{API}/drafts/new", content=body, headers=headers)
    if levels < 20:
        assert answer.status_code == 200
        return
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["fields"])
    assert (await member.get(f"{API}/drafts/new")).json() is None


async def test_a_draft_s_number_may_be_too_large_to_be_one(member: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    for number in ("1e400", "-Infinity", "NaN"):
        body = f'{{"fields":{{"x":{number}}}}}'
        answer = await member.put(f"{API}/drafts/new", content=body, headers=headers)
        assert answer.status_code in (200, 409, 422), answer.text
