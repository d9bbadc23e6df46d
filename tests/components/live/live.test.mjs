/** What a tab makes of news, without a browser: run by test_live.py in Node. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Log } from "../../../academy_app/components/live/log.js";
import { createLine } from "../../../academy_app/components/live/line.js";
import { createCompany } from "../../../academy_app/components/live/meeting.js";
import { merge, plain, register, suffixed } from "../../../academy_app/components/live/reducers.js";
import { steady } from "../../../academy_app/components/live/steady.js";

const item = (number, id = number, row = { id }) => ({ number, kind: "post", id, row });
const news = (first, last, ...items) => ({ channel: "thread:1", first, last, items });
const numbers = (items) => items && items.map(({ number }) => number);
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

register("thread:post", ({ rows }, { id, row }) => {
  const others = (rows ?? []).filter((each) => each.id !== id);
  return { rows: row ? [...others, row].sort((a, b) => a.id - b.id) : others };
});

/** Reflex's store, as context.js makes it. */
function fakeStore(states) {
  const state = Object.fromEntries(Object.entries(states).map(([name, vars]) => [name, suffixed(vars)]));
  const listeners = new Map();
  const dispatchers = {};
  for (const name of Object.keys(state)) {
    dispatchers[name] = (delta) => {
      state[name] = { ...state[name], ...delta };
      for (const listener of listeners.get(name) ?? []) listener();
    };
  }
  return {
    dispatchers,
    getSnapshot: (name) => state[name],
    subscribe(name, listener) {
      if (!listeners.has(name)) listeners.set(name, new Set());
      listeners.get(name).add(listener);
      return () => listeners.get(name).delete(listener);
    },
    vars: (name) => plain(state[name]),
    send(deltas) {
      for (const [name, vars] of Object.entries(deltas)) dispatchers[name](suffixed(vars));
    },
  };
}

function stage(answers = [], wait = turn) {
  const store = fakeStore({ live: { news: {}, present: {}, stale: 0 }, page: { heads: {}, rows: [] } });
  const asked = [];
  let loads = 0;
  const line = createLine({
    store,
    live: "live",
    dispatch: (name, delta) => store.dispatchers[name](delta),
    fetchMissed: async (channel, after) => {
      asked.push([channel, after]);
      return answers.shift() ?? { status: 0, body: {} };
    },
    loadAnew: () => (loads += 1),
    wait,
  });
  line.bind("page", "heads");
  return { store, line, asked, loads: () => loads, page: () => store.vars("page") };
}

test("a log answers with what lies behind a number, or says that it cannot", () => {
  const log = new Log();
  assert.deepEqual(log.since(0), []);
  log.hear(news(4, 5, item(4), item(5)));
  assert.equal(log.since(2), null);
  assert.deepEqual(numbers(log.since(3)), [4, 5]);
  assert.deepEqual(numbers(log.since(4)), [5]);
  log.hear(news(5, 6, item(6)));
  assert.deepEqual(numbers(log.since(3)), [4, 5, 6]);
  log.tell(8);
  assert.equal(log.since(6), null);
  log.hear(news(8, 8, item(8)));
  assert.equal(log.since(6), null);
  log.hear(news(7, 8, item(7), item(8)));
  assert.deepEqual(numbers(log.since(6)), [7, 8]);
});

test("what was fetched late is put before what came meanwhile", () => {
  const log = new Log();
  log.hear(news(5, 5, item(5)));
  log.hear(news(6, 7, item(6), item(7)));
  log.hear(news(3, 5, item(3), item(4), item(5)));
  assert.deepEqual(numbers(log.since(2)), [3, 4, 5, 6, 7]);
});

test("a log forgets its beginning, and knows that it did", () => {
  const log = new Log();
  for (let number = 1; number <= 1000; number += 1) log.hear(news(number, number, item(number)));
  assert.equal(log.items.length, 400);
  assert.equal(log.since(599), null);
  assert.equal(log.since(600).length, 400);
});

test("news are taken in once and in order, with the head", () => {
  const { store, page } = stage();
  store.send({ page: { heads: { "thread:1": 2 }, rows: [{ id: 1 }, { id: 2 }] } });
  store.send({ live: { news: news(2, 3, item(2), item(3)) } });
  store.send({ live: { news: news(2, 3, item(2), item(3)) } });
  assert.deepEqual(page(), { heads: { "thread:1": 3 }, rows: [{ id: 1 }, { id: 2 }, { id: 3 }] });
});

test("news that come before the page itself are not lost", () => {
  const { store, page, asked } = stage();
  store.send({ live: { present: { "thread:1": 2 } } });
  store.send({ live: { news: news(3, 3, item(3)) } });
  store.send({ page: { heads: { "thread:1": 2 }, rows: [{ id: 1 }, { id: 2 }] } });
  assert.equal(page().rows.length, 3);
  assert.deepEqual(asked, []);
});

test("a page that follows as many channels as it may misses nothing", () => {
  const { store, page, asked } = stage();
  const heads = Object.fromEntries(Array.from({ length: 200 }, (_, number) => [`thread:${number + 1}`, 0]));
  store.send({ page: { heads, rows: [] }, live: { present: heads } });
  for (const number of [200, 120, 1]) store.send({ live: { news: { ...news(1, 1, item(number)), channel: `thread:${number}` } } });
  assert.deepEqual([page().rows.length, asked], [3, []]);
});

test("what the page began without is fetched", async () => {
  const { store, page, asked } = stage([{ status: 200, body: news(2, 4, item(2), item(4, 3)) }]);
  store.send({ live: { present: { "thread:1": 4 } }, page: { heads: { "thread:1": 1 }, rows: [{ id: 1 }] } });
  for (let count = 0; count < 5; count += 1) await turn();
  assert.deepEqual(asked, [["thread:1", 1]]);
  assert.deepEqual(page(), { heads: { "thread:1": 4 }, rows: [{ id: 1 }, { id: 2 }, { id: 3 }] });
});

test("a gap is fetched until there is an answer, however often that fails", async () => {
  const failed = { status: 503, body: {} };
  const { store, page, asked } = stage([failed, { status: 0, body: {} }, { status: 200, body: news(2, 6, item(2), item(6)) }]);
  store.send({ page: { heads: { "thread:1": 1 }, rows: [] } });
  store.send({ live: { news: news(6, 6, item(6)) } });
  for (let count = 0; count < 9; count += 1) await turn();
  assert.equal(asked.length, 3);
  assert.deepEqual([page().heads["thread:1"], page().rows.length], [6, 2]);
});

test("a page is loaded anew when the past is gone, or it may be read no longer", async () => {
  for (const answer of [{ status: 200, body: { reset: true } }, { status: 404, body: {} }]) {
    const { store, loads, asked } = stage([answer], (pause) => (pause > 1_000 ? new Promise(() => {}) : turn()));
    store.send({ page: { heads: { "thread:1": 1 } } });
    store.send({ live: { news: news(6, 6, item(6)) } });
    for (let count = 0; count < 5; count += 1) await turn();
    assert.deepEqual([loads(), asked.length], [1, 1]);
  }
});

test("the server asks for a page to be loaded anew once for each time", () => {
  const { store, loads } = stage();
  store.send({ live: { stale: 7 } });
  store.send({ live: { present: {} } });
  store.send({ live: { stale: 0 } });
  store.send({ live: { stale: 9 } });
  assert.equal(loads(), 2);
});

test("rows that come afresh but older take in what was heard since", () => {
  const { store, page, asked } = stage();
  store.send({ page: { heads: { "thread:1": 1 }, rows: [{ id: 1 }] } });
  store.send({ live: { news: news(2, 3, item(2), item(3, 1, null)) } });
  assert.deepEqual(page().rows, [{ id: 2 }]);
  store.send({ page: { heads: { "thread:1": 1 }, rows: [{ id: 1 }] } });
  assert.deepEqual(page(), { heads: { "thread:1": 3 }, rows: [{ id: 2 }] });
  assert.deepEqual(asked, []);
});

test("a restored database does not make a tab ask for ever", async () => {
  const { store, asked } = stage([{ status: 200, body: news(4, 3) }]);
  store.send({ page: { heads: { "thread:1": 50 } } });
  store.send({ live: { present: { "thread:1": 50 } } });
  store.send({ page: { heads: { "thread:1": 3 } } });
  for (let count = 0; count < 9; count += 1) await turn();
  assert.equal(asked.length, 1);
});

test("a page that is left takes in nothing more", () => {
  const { store, line, page } = stage();
  const stop = line.bind("page", "heads");
  stop();
  assert.deepEqual(page().rows, []);
  store.send({ page: { heads: { "thread:1": 1 } } });
});

test("a page stays while its server comes back, and changes at once", async () => {
  const store = fakeStore({ root: {}, s: { at: "/a" }, "s.page": { heads: { c: 1 }, rows: [1], words: "x" }, other: { a: 1 } });
  const seen = [];
  store.subscribe("s.page", () => seen.push(store.vars("s.page").rows));
  const dispatch = steady(store, { root: "root", session: "s" });
  store.send({ root: { is_hydrated: false }, s: { at: "" }, "s.page": { heads: {}, rows: [], words: "" }, other: { a: 2 } });
  await turn();
  assert.deepEqual([store.vars("s").at, store.vars("s.page").rows, store.vars("other").a], ["/a", [1], 2]);
  dispatch("s.page", suffixed({ rows: [1, 2] }));
  store.send({ s: { at: "/a" }, "s.page": { heads: { c: 3 }, rows: [1, 2, 3] } });
  await turn();
  assert.deepEqual(store.vars("s.page"), { heads: { c: 3 }, rows: [1, 2, 3], words: "" });
  assert.deepEqual(seen, [[1, 2], [1, 2, 3]]);
  store.send({ "s.page": { rows: [4] } });
  assert.deepEqual(store.vars("s.page").rows, [4]);
});

test("what the server sends of a page that cannot be loaded is taken in the end", async () => {
  const store = fakeStore({ root: {}, s: { at: "/a" }, "s.page": { rows: [1] } });
  steady(store, { root: "root", session: "s" });
  store.send({ root: { is_hydrated: false }, s: { at: "" }, "s.page": { rows: [] } });
  await turn();
  store.send({ root: { is_hydrated: true } });
  await turn();
  assert.deepEqual([store.vars("s").at, store.vars("s.page").rows], ["", []]);
});

test("a page may keep what it had fetched when it comes afresh", async () => {
  const store = fakeStore({ root: {}, s: { at: "/a" }, "s.page": { heads: { c: 1 }, rows: [1, 2] } });
  steady(store, { root: "root", session: "s" });
  merge("s.page", (before, after) => ({ rows: [...new Set([...before.rows, ...after.rows])] }));
  store.send({ "s.page": { heads: { c: 2 }, rows: [3] } });
  assert.deepEqual(store.vars("s.page").rows, [1, 2, 3]);
  store.send({ "s.page": { heads: { d: 2 }, rows: [9] } });
  assert.deepEqual(store.vars("s.page").rows, [9]);
  // The member's own channel is on every page; of a list of categories some may come.
  store.send({ "s.page": { heads: { "member:1": 1, "thread:1": 1 }, rows: [1] } });
  store.send({ "s.page": { heads: { "member:1": 1, "thread:2": 1 }, rows: [2] } });
  assert.deepEqual(store.vars("s.page").rows, [2]);
  store.send({ "s.page": { heads: { "community:1": 1, "category:1": 1 }, rows: [3] } });
  store.send({ "s.page": { heads: { "community:1": 2, "category:1": 1, "category:2": 0 }, rows: [4] } });
  assert.deepEqual(store.vars("s.page").rows, [3, 4]);
});

test("who writes is forgotten after a while, and when they have posted", () => {
  const timers = [];
  let time = 0;
  const company = createCompany({ now: () => time, after: (ms, run) => timers.push([time + ms, run]) });
  const people = [{ id: 1, name: "Anna" }, { id: 2, name: "Ben" }];
  company.hear(suffixed({ here: { channel: "c", count: 2, people }, writing: { channel: "c", count: 2, people, at: 1 } }));
  assert.equal(company.here("c").count, 2);
  assert.equal(company.here("d").count, 0);
  assert.deepEqual(company.writing("c", 1), [people[1]]);
  assert.equal(company.writing("c", 1), company.writing("c", 1));
  company.posted("c", [{ row: { author: { id: 2 } } }]);
  assert.deepEqual(company.writing("c", 1), []);
  company.hear(suffixed({ writing: { channel: "c", count: 1, people: [people[1]], at: 2 } }));
  assert.equal(company.writing("c", 1).length, 1);
  time = 6_050;
  for (const [due, run] of timers) if (due <= time) run();
  assert.deepEqual(company.writing("c", 1), []);
});
