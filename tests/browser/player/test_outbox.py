"""Reports on their way: kept, repeated, merged, given up only where the server refuses them."""

from itertools import pairwise
from typing import Any

import pytest
from playwright.async_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WORLD = """
const { createOutbox } = await import("/player/outbox.js");
const { openStorage } = await import("/player/remembered.js");
const sent = [], told = [], beacons = [];
let clock = 0, timers = new Map(), ids = 0, answer = () => ({ status: 200, body: {} });
const report = (spans, more) =>
  ({ session: "s", lessonId: 1, videoId: 2, spans, position: 0, duration: 60, rate: 1, ...more });
const open = (member = "7") => createOutbox({
  member, storage: openStorage(), now: () => clock, random: () => 0.5,
  transport: async (parcel) => { sent.push({ ...parcel, at: clock }); return answer(parcel); },
  beacon: (parcel) => beacons.push(parcel),
  tell: (event, detail) => told.push({ event, ...detail }),
  timers: {
    setTimeout: (run, wait) => { timers.set(++ids, { run, at: clock + wait }); return ids; },
    clearTimeout: (id) => timers.delete(id),
  },
});
const settle = () => new Promise((done) => setTimeout(done));
const pass = async (seconds) => {
  const end = clock + seconds * 1000;
  for (;;) {
    await settle();
    const [id, next] = [...timers].sort((a, b) => a[1].at - b[1].at)[0] ?? [];
    if (!next || next.at > end) break;
    timers.delete(id);
    clock = Math.max(clock, next.at);
    next.run();
  }
  clock = end;
};
const kept = () =>
  Object.keys(localStorage).filter((key) => key.startsWith("academy:outbox:")).length;
"""


async def run(page: Page, script: str) -> dict[str, Any]:
    result: dict[str, Any] = await page.evaluate(
        f"""async () => {{ {WORLD} {script}
          return {{ sent, told, beacons, kept: kept() }}; }}"""
    )
    return result


async def test_an_acknowledged_report_is_forgotten(page: Page) -> None:
    seen = await run(page, "open().post(report([[0, 5]])); await settle();")
    assert [(one["seq"], one["spans"]) for one in seen["sent"]] == [(0, [[0, 5]])]
    assert seen["kept"] == 0
    assert [one["event"] for one in seen["told"]] == ["answer", "state"]
    assert seen["told"][-1]["state"] == "clear"


async def test_a_report_without_an_answer_is_repeated_with_the_same_number(page: Page) -> None:
    seen = await run(
        page,
        """const offline = () => Promise.reject(new TypeError("offline"));
        answer = () => sent.length < 4 ? offline() : { status: 200 };
        open().post(report([[0, 5]])); await pass(60);""",
    )
    assert [one["seq"] for one in seen["sent"]] == [0, 0, 0, 0]
    assert [one["at"] for one in seen["sent"]] == [0, 2000, 6000, 14000]
    assert seen["kept"] == 0
    assert [one["state"] for one in seen["told"] if one["event"] == "state"] == ["waiting"] * 3 + [
        "clear"
    ]


async def test_what_comes_while_the_server_is_away_is_merged_behind_the_repeated_one(
    page: Page,
) -> None:
    seen = await run(
        page,
        """answer = () => clock < 30000 ? { status: 503 } : { status: 200 };
        const outbox = open();
        for (let i = 0; i < 8; i += 1) {
          outbox.post(report([[i, i + 1]], { position: i + 1 }));
          await pass(4);
        }
        await pass(60);""",
    )
    done = [one for one in seen["sent"] if one["at"] >= 30000]
    assert [(one["seq"], one["position"]) for one in done] == [(0, 1), (1, 8)]
    assert done[1]["spans"] == [[i, i + 1] for i in range(1, 8)]
    assert seen["kept"] == 0


async def test_the_next_page_sends_what_the_last_one_left(page: Page) -> None:
    first = await run(
        page, "answer = () => ({ status: 0 }); open().post(report([[0, 5]])); await settle();"
    )
    assert first["kept"] == 1
    await page.reload()
    second = await run(page, "const outbox = open(); outbox.wake(); await settle();")
    assert [(one["session"], one["seq"]) for one in second["sent"]] == [("s", 0)]
    assert second["kept"] == 0


async def test_another_members_reports_stay_theirs(page: Page) -> None:
    await run(
        page, "answer = () => ({ status: 0 }); open('7').post(report([[0, 5]])); await settle();"
    )
    await page.reload()
    other = await run(page, "open('8').wake(); await settle();")
    assert other["sent"] == []
    assert other["kept"] == 1


async def test_spans_not_granted_yet_come_again_under_a_new_number_with_the_latest_position(
    page: Page,
) -> None:
    seen = await run(
        page,
        """answer = ({ seq }) => ({ status: 200, body: { deferred: seq === 0 ? [[3, 5]] : [] } });
        const outbox = open();
        outbox.post(report([[0, 5]], { position: 5 })); await settle();
        outbox.post(report([[5, 8]], { position: 8 })); await pass(20);""",
    )
    assert [(one["seq"], one["spans"], one["position"]) for one in seen["sent"]] == [
        (0, [[0, 5]], 5),
        (1, [[3, 5], [5, 8]], 8),
    ]
    assert seen["kept"] == 0


async def test_deferred_spans_travel_alone_when_nothing_more_is_watched(page: Page) -> None:
    seen = await run(
        page,
        """answer = ({ seq }) => ({ status: 200, body: { deferred: seq < 2 ? [[3, 5]] : [] } });
        open().post(report([[0, 5]])); await pass(60);""",
    )
    assert [(one["seq"], one["at"]) for one in seen["sent"]] == [(0, 0), (1, 10000), (2, 20000)]
    assert seen["kept"] == 0


async def test_signed_out_keeps_everything_and_stops_until_told(page: Page) -> None:
    seen = await run(
        page,
        """answer = () => ({ status: 401 });
        const outbox = open();
        outbox.post(report([[0, 5]])); await pass(600);
        outbox.post(report([[5, 9]])); await pass(600);
        const before = { asked: sent.length, kept: kept(), state: told.at(-1).state };
        answer = () => ({ status: 200 });
        await outbox.resume();
        told.push(before);""",
    )
    assert seen["told"][-1] == {"asked": 1, "kept": 2, "state": "signed-out"}
    assert [one["seq"] for one in seen["sent"]] == [0, 0, 1]
    assert seen["kept"] == 0


@pytest.mark.parametrize("status", [403, 404, 422])
async def test_a_refused_report_is_dropped_and_told_and_holds_nothing_up(
    page: Page, status: int
) -> None:
    seen = await run(
        page,
        f"""const body = {{ key: "x" }};
        answer = ({{ seq }}) => ({{ status: seq === 0 ? {status} : 200, body }});
        const outbox = open();
        outbox.post(report([[0, 5]])); outbox.post(report([[5, 9]])); await pass(1);""",
    )
    dropped = next(one for one in seen["told"] if one["event"] == "dropped")
    assert (dropped["seq"], dropped["status"], dropped["problem"]) == (0, status, {"key": "x"})
    assert [one["seq"] for one in seen["sent"]] == [0, 1]
    assert seen["kept"] == 0


async def test_a_busy_server_says_how_long_to_wait(page: Page) -> None:
    seen = await run(
        page,
        """answer = () => sent.length < 2 ? { status: 429, retryAfter: 30 } : { status: 200 };
        open().post(report([[0, 5]])); await pass(60);""",
    )
    assert [one["at"] for one in seen["sent"]] == [0, 30000]


async def test_leaving_sends_by_beacon_and_keeps_until_acknowledged(page: Page) -> None:
    seen = await run(page, "open().post(report([[0, 5]]), { leaving: true });")
    assert [one["seq"] for one in seen["beacons"]] == [0]
    assert seen["sent"] == []
    assert seen["kept"] == 1


async def test_the_queue_is_bounded_and_loses_no_span_of_a_session(page: Page) -> None:
    seen = await run(
        page,
        """answer = () => clock < 1000 ? { status: 0 } : { status: 200 };
        const outbox = open();
        for (let i = 0; i < 200; i += 1) outbox.post(report([[i, i + 1]]), { leaving: true });
        told.push({ size: outbox.size() });
        await pass(300);""",
    )
    assert seen["told"][0]["size"] == 60
    spans = sorted(span for one in seen["sent"] for span in one["spans"])
    assert spans[0][0] == 0
    assert max(end for _, end in spans) == 200
    assert all(after[0] <= before[1] for before, after in pairwise(spans))
    beacons = {one["seq"]: one["spans"] for one in seen["beacons"]}
    grown = [one for one in seen["sent"] if one["spans"] != beacons.get(one["seq"])]
    assert grown
    # Under a number that the server may have seen it would take the new spans for a repeat.
    assert not any(one["seq"] in beacons for one in grown)
    assert seen["kept"] == 0


async def test_a_broken_entry_in_the_storage_is_passed_over(page: Page) -> None:
    seen = await run(
        page,
        """localStorage.setItem("academy:outbox:7:s:3", "{not json");
        open().post(report([[0, 5]])); await settle();""",
    )
    assert [one["seq"] for one in seen["sent"]] == [0]
