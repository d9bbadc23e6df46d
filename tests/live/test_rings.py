"""What is shown after a bell is what a fresh load shows, for every kind of change."""

import asyncio
from uuid import uuid4

import httpx
import pytest

from academy_app.core.actor import Role
from academy_app.queries.live import MOST
from tests import factories
from tests.live.conftest import Person, Place, gathered, verify_ring
from tests.live.tab import Tab

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def _replied(person: Person, thread_id: int, parent: int | None = None) -> int:
    made = await person.call(
        "POST",
        f"/threads/{thread_id}/posts",
        body=f"An answer {uuid4().hex}",
        clientId=uuid4().hex,
        **({"parentId": parent} if parent else {}),
    )
    return int(made["id"])


async def test_every_change_of_a_thread_rings(shared: Place) -> None:
    admin, reader = await shared.person(Role.ADMIN), await shared.person()
    category = await shared.category()
    started = await admin.call(
        "POST", "/threads", title="Which flour?", body="Tell me.", clientId=uuid4().hex,
        categoryId=category.id, poll={"options": ["Rye", "Wheat"]}, tags=["flour"],
    )  # fmt: skip
    thread = started["id"]
    tabs = [
        shared.tab(reader, f"thread:{thread}"),
        shared.tab(reader, f"category:{category.id}"),
        shared.tab(admin, f"thread:{thread}"),
    ]
    await gathered(*tabs)
    first = await _replied(await shared.person(Role.ADMIN), thread)
    second = await _replied(admin, thread, first)
    options = (await admin.call("GET", f"/threads/{thread}"))["head"]["poll"]["options"]
    opening = (await admin.call("GET", f"/threads/{thread}"))["opening"][0]["id"]
    changes: list[tuple[str, str, dict[str, object]]] = [
        ("PATCH", f"/posts/{first}", {"body": "Better said"}),
        ("PUT", f"/posts/{first}/like", {}),
        ("DELETE", f"/posts/{first}/like", {}),
        ("PUT", f"/posts/{first}/endorsement", {}),
        ("DELETE", f"/posts/{first}/endorsement", {}),
        ("PUT", f"/threads/{thread}/answer", {"postId": first}),
        ("DELETE", f"/threads/{thread}/answer", {}),
        ("PUT", f"/threads/{thread}/pin", {}),
        ("DELETE", f"/threads/{thread}/pin", {}),
        ("PUT", f"/threads/{thread}/lock", {}),
        ("DELETE", f"/threads/{thread}/lock", {}),
        ("PUT", f"/threads/{thread}/wonder", {}),
        ("DELETE", f"/threads/{thread}/wonder", {}),
        ("PUT", f"/threads/{thread}/vote", {"optionIds": [options[0]["id"]]}),
        ("DELETE", f"/posts/{second}", {}),
        ("POST", f"/posts/{second}/restore", {}),
        ("PATCH", f"/posts/{opening}", {"body": "Please.", "title": "Which?", "tags": ["rye"]}),
    ]
    for method, path, body in changes:
        # Nobody has their own question too.
        await (reader if path.endswith("/wonder") else admin).call(method, path, **body)
        for tab in tabs:
            await verify_ring(tab)
    for tab in tabs:
        await tab.disconnect()


async def test_threads_come_move_and_go_in_their_lists(shared: Place) -> None:
    admin, reader = await shared.person(Role.ADMIN), await shared.person()
    here, there = await shared.category(), await shared.category()
    async with shared.database.writing() as tx:
        tree = await factories.course(tx)
    lesson = factories.key(tree.lessons[0])
    tabs = [
        shared.tab(reader, f"category:{here.id}"),
        shared.tab(reader, f"category:{there.id}"),
        shared.tab(reader, f"lesson:{lesson}"),
    ]
    await gathered(*tabs)
    started = await admin.call(
        "POST", "/threads", title="A thread", body="Hi.", clientId=uuid4().hex, categoryId=here.id
    )
    await admin.call(
        "POST", "/threads", title="A question", body="Why?", clientId=uuid4().hex, lessonId=lesson
    )
    for tab in tabs:
        await verify_ring(tab)
    assert list(map(_threads, tabs)) == [1, 0, 1]
    await admin.call("PUT", f"/threads/{started['id']}/category", categoryId=there.id)
    for tab in tabs:
        await verify_ring(tab)
    assert list(map(_threads, tabs)) == [0, 1, 1]
    opening = (await admin.call("GET", f"/threads/{started['id']}"))["opening"][0]["id"]
    await admin.call("DELETE", f"/posts/{opening}")
    for tab in tabs:
        await verify_ring(tab)
        await tab.disconnect()
    assert list(map(_threads, tabs)) == [0, 0, 1]


def _threads(tab: Tab) -> int:
    return sum(key.startswith("thread ") for key in tab.rows)


async def test_a_category_s_looks_and_place_ring(shared: Place) -> None:
    admin, reader = await shared.person(Role.ADMIN), await shared.person()
    category, other = await shared.category(position=1), await shared.category(position=2)
    async with shared.tab(reader, f"category:{category.id}") as tab:
        await tab.until(lambda each: each.head >= 0)
        one = f"/categories/{category.id}"
        listed = (await admin.call("GET", "/categories/all"))["rows"]
        others = [row["id"] for row in listed if row["id"] not in (category.id, other.id)]
        changes: list[tuple[str, str, dict[str, object]]] = [
            ("PATCH", one, {"name": "Ovens", "colour": 7, "icon": "star"}),
            ("PUT", "/categories/order", {"ids": [*others, other.id, category.id]}),
            ("PUT", f"{one}/archive", {}),
            ("DELETE", f"{one}/archive", {}),
        ]
        for method, path, body in changes:
            await admin.call(method, path, **body)
            await verify_ring(tab)
        [look] = [row for key, row in tab.rows.items() if key.startswith("category ")]
        assert (look["name"], look["is_archived"]) == ("Ovens", False)


async def test_which_categories_there_are_is_told_to_all_without_naming_any(shared: Place) -> None:
    admin, reader = await shared.person(Role.ADMIN), await shared.person()
    async with shared.tab(reader, "community:1") as tab:
        await tab.until(lambda each: each.head >= 0)
        made = await admin.call("POST", "/categories", name="Secret plans", read_by="staff")
        await tab.until(lambda each: bool(each.heard))
        [news] = tab.heard
        assert [(item["kind"], item["id"], item["row"]) for item in news["items"]] == [
            ("category", 0, None)
        ]
        await admin.call("PATCH", f"/categories/{made['row']['id']}", read_by="everyone")
        await tab.until(lambda each: len(each.heard) > 1)


async def test_what_a_member_marks_is_so_in_their_other_tabs(shared: Place) -> None:
    member, author = await shared.person(), await shared.person(Role.ADMIN)
    thread = await shared.thread(author)
    own = f"member:{member.id}"
    async with shared.tab(member, own) as tab, shared.tab(author, f"thread:{thread.id}") as other:
        for each in (tab, other):
            await each.until(lambda each: each.head >= 0)
        opening = (await member.call("GET", f"/threads/{thread.id}"))["opening"][0]["id"]
        post = f"/posts/{opening}/bookmark"
        kept, gone = {"follow": "", "is_kept": True}, {"follow": "", "is_kept": False}
        for method, path, body, kind, row in (
            ("PUT", f"/follows/thread/{thread.id}", {"state": "mute"}, "follow_thread", "mute"),
            ("PUT", f"/follows/thread/{thread.id}", {"state": "none"}, "follow_thread", ""),
            ("PUT", f"/follows/member/{author.id}", {"state": "follow"}, "follow_member", "follow"),
            ("PUT", post, {}, "bookmark", kept),
            ("DELETE", post, {}, "bookmark", gone),
        ):
            tab.heard.clear()
            await member.call(method, path, **body)
            await tab.until(lambda each: bool(each.heard))
            [item] = tab.heard[-1]["items"]
            shown = {"follow": row, "is_kept": False} if isinstance(row, str) else row
            assert (item["kind"], item["row"]) == (kind, shown)
        # Nobody else learns of it; the author of a new follower alone.
        assert {news["channel"] for news in other.heard} <= {f"member:{author.id}"}


async def test_a_member_s_own_bell_rings_in_their_tabs_alone(shared: Place) -> None:
    asker, other = await shared.person(), await shared.person(Role.ADMIN)
    thread = await shared.thread(asker)
    tabs = [shared.tab(asker, f"thread:{thread.id}"), shared.tab(other, f"thread:{thread.id}")]
    await gathered(*tabs)
    await _replied(other, factories.key(thread))
    own = f"member:{asker.id}"
    await tabs[0].until(lambda tab: any(news["channel"] == own for news in tab.heard))
    [news] = [news for news in tabs[0].heard if news["channel"] == own]
    assert news["items"][0]["row"]["unread"] == 1
    await tabs[1].until(lambda tab: tab.posts() == [1])
    assert {news["channel"] for news in tabs[1].heard} == {f"thread:{thread.id}"}
    for tab in tabs:
        await tab.disconnect()


async def test_the_first_bell_is_not_delayed_and_many_are_merged(shared: Place) -> None:
    admin = await shared.person(Role.ADMIN)
    thread = await shared.thread(admin)
    async with shared.tab(admin, f"thread:{thread.id}") as tab:
        await tab.until(lambda each: each.head >= 0)
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await _replied(admin, factories.key(thread))
        await tab.until(lambda each: each.posts() == [1])
        assert loop.time() - begun < 0.15
        for _ in range(10):
            await _replied(admin, factories.key(thread))
        await tab.until(lambda each: each.posts() == list(range(1, 12)))
        assert len(tab.heard) < 9
        assert tab.order == list(range(1, 12))


async def test_what_was_missed_is_fetched_and_too_much_is_not(shared: Place) -> None:
    admin = await shared.person(Role.ADMIN)
    thread = await shared.thread(admin)
    channel = f"/api/lms/live/thread:{thread.id}"

    async def missed(after: int) -> dict[str, object]:
        answer = await admin.http.get(channel, params={"after": after})
        assert answer.headers["cache-control"] == "no-store"
        body: dict[str, object] = answer.json()
        return body

    assert await missed(0) == {
        "channel": f"thread:{thread.id}", "first": 1, "last": 0, "items": []
    }  # fmt: skip
    await _replied(admin, factories.key(thread))
    assert (await missed(0))["last"] == 2
    assert await missed(99) == {"reset": True}
    async with shared.database.writing() as tx:
        for number in range(MOST):
            tx.record(f"thread:{thread.id}", "thread", number + 10_000)
    assert await missed(0) == {"reset": True}
    assert (await missed(2))["last"] == MOST + 2


async def test_only_who_may_read_learns_what_they_missed(shared: Place) -> None:
    admin, reader = await shared.person(Role.ADMIN), await shared.person()
    closed = await shared.category(read_by="staff")
    thread = await shared.thread(admin, of=closed)
    names = [f"category:{closed.id}", f"thread:{thread.id}", f"member:{admin.id}", "access:1"]
    # Listed, but no more than that.
    high = await shared.category(level=2)
    names += [f"category:{high.id}", f"thread:{(await shared.thread(admin, of=high)).id}"]
    for name in [*names, "thread:999999", "thread:0", "community:2"]:
        answer = await reader.http.get(f"/api/lms/live/{name}", params={"after": 0})
        assert answer.status_code == 404, name
    for name in ("thread", "thread:x", "thread:1'--"):
        answer = await reader.http.get(f"/api/lms/live/{name}", params={"after": 0})
        assert answer.status_code in (404, 422), name
    async with httpx.AsyncClient(base_url=shared.worker.address) as stranger:
        answer = await stranger.get(f"/api/lms/live/{names[0]}", params={"after": 0})
        assert answer.status_code == 401


async def test_who_is_here_and_who_writes_is_told(shared: Place) -> None:
    anna, ben, stranger = await shared.person(), await shared.person(), await shared.person()
    thread = await shared.thread(anna)
    channel = f"thread:{thread.id}"
    tabs = [shared.tab(anna, channel), shared.tab(anna, channel), shared.tab(ben, channel)]
    elsewhere = shared.tab(stranger, f"thread:{(await shared.thread(stranger)).id}")
    await gathered(*tabs, elsewhere)
    for tab in tabs:
        await tab.until(lambda each: each.live["here"].get("count") == 2)
    person = next(each for each in tabs[0].live["here"]["people"] if each["id"] == ben.id)
    assert set(person) == {"id", "name", "initials", "picture", "colour"}
    await elsewhere.send("typing", channel=channel)
    await tabs[2].send("typing", channel=channel)
    await tabs[2].send("typing", channel=channel)
    await tabs[0].until(lambda each: bool(each.live["writing"]))
    assert [each["id"] for each in tabs[0].live["writing"]["people"]] == [ben.id]
    await tabs[2].disconnect()
    await tabs[0].until(lambda each: each.live["here"].get("count") == 1)
    for tab in (*tabs, elsewhere):
        await tab.disconnect()
