/** What happens to a tree that is dragged about, and how a lesson is saved, without a browser. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { backOf, changed, moved, placeOf, removed, stepped, treeOf } from "../../../academy_app/components/builder/changes.js";
import { moveTo } from "../../../academy_app/components/builder/drag.js";
import { createSaver, isSaid, keyOf } from "../../../academy_app/components/builder/saver.js";

const tree = () =>
  treeOf({
    id: 1,
    publish_at: "",
    modules: [
      { id: 1, title: "A", publish_at: "", lessons: [{ id: 11 }, { id: 12 }, { id: 13 }] },
      { id: 2, title: "B", lessons: [{ id: 21 }] },
      { id: 3, title: "C", lessons: [] },
    ],
  });
const shape = ({ modules }) => modules.map(({ lessons }) => lessons.map(({ id }) => id));

test("lessons move behind others, first, and to other modules", () => {
  assert.deepEqual(shape(moved(tree(), { kind: "lesson", ids: [11], moduleId: 1, afterId: 13 })), [[12, 13, 11], [21], []]);
  assert.deepEqual(shape(moved(tree(), { kind: "lesson", ids: [13, 21], moduleId: 3, afterId: null })), [[11, 12], [], [13, 21]]);
  assert.deepEqual(moved(tree(), { kind: "module", ids: [1], afterId: 2 }).modules.map(({ id }) => id), [2, 1, 3]);
});

test("a move is taken back", () => {
  for (const move of [
    { kind: "lesson", ids: [12], moduleId: 3, afterId: null },
    { kind: "lesson", ids: [11], moduleId: 1, afterId: 13 },
    { kind: "module", ids: [2], afterId: null },
  ]) {
    const after = moved(tree(), move);
    assert.deepEqual(moved(after, backOf(tree(), move.kind, move.ids)), tree());
  }
  assert.equal(backOf(tree(), "lesson", [11, 12]), null);
});

test("a step leads over the end of a module into the next", () => {
  let now = tree();
  const path = [];
  for (let step = stepped(now, "lesson", 12, 1); step; step = stepped(now, "lesson", 12, 1)) {
    now = moved(now, step);
    path.push(placeOf(now, "lesson", 12));
  }
  assert.deepEqual(shape(now), [[11, 13], [21], [12]]);
  assert.deepEqual(path.map(({ module, place }) => module + place), ["A3", "B1", "B2", "C1"]);
  for (let step = stepped(now, "lesson", 12, -1); step; step = stepped(now, "lesson", 12, -1)) now = moved(now, step);
  assert.deepEqual(shape(now)[0], [12, 11, 13]);
  assert.equal(stepped(now, "module", 1, -1), null);
  assert.deepEqual(stepped(now, "module", 1, 1), { kind: "module", ids: [1], afterId: 2 });
});

test("where something is let go says what moves", () => {
  const lesson = { kind: "lesson", id: 11 };
  assert.deepEqual(moveTo(tree(), lesson, [11], { over: "lesson-13", edge: "after" }), { kind: "lesson", ids: [11], moduleId: 1, afterId: 13 });
  assert.deepEqual(moveTo(tree(), lesson, [11], { over: "lesson-21", edge: "before" }), { kind: "lesson", ids: [11], moduleId: 2, afterId: null });
  assert.deepEqual(moveTo(tree(), lesson, [11], { over: "module-3", edge: "into" }), { kind: "lesson", ids: [11], moduleId: 3, afterId: null });
  assert.equal(moveTo(tree(), lesson, [11], { over: "lesson-12", edge: "before" }), null);
  assert.equal(moveTo(tree(), lesson, [11], { over: "lesson-11", edge: "after" }), null);
  const module = { kind: "module", id: 3 };
  assert.deepEqual(moveTo(tree(), module, [3], { over: "module-1", edge: "before" }), { kind: "module", ids: [3], afterId: null });
  assert.equal(moveTo(tree(), module, [3], { over: "module-2", edge: "after" }), null);
});

test("rows change and go without touching the others", () => {
  const before = tree();
  const after = changed(before, "lesson", [21], { title: "New" });
  assert.equal(after.modules[0], before.modules[0]);
  assert.equal(after.modules[1].lessons[0].title, "New");
  assert.deepEqual(shape(removed(before, "lesson", [11, 21])), [[12, 13], [], []]);
  assert.deepEqual(removed(before, "module", [1]).modules.map(({ id }) => id), [2, 3]);
});

function storage() {
  const items = new Map();
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value), removeItem: (key) => void items.delete(key) };
}

/** A saver whose clock and server the test moves. */
function world(kept = storage()) {
  const asked = [];
  const told = [];
  let due = null;
  const saver = createSaver({
    key: keyOf(1, 5),
    version: 3,
    storage: kept,
    send: (body) => new Promise((answer) => asked.push({ body, answer })),
    tell: (state, more) => told.push([state, more]),
    clock: { after: (_ms, run) => (due = run), stop: () => (due = null) },
  });
  const turn = () => new Promise((done) => setImmediate(done));
  return {
    saver,
    asked,
    kept,
    state: () => told.at(-1)[0],
    last: () => told.at(-1)[1],
    isDue: () => due !== null,
    wait: async () => {
      due?.();
      await turn();
    },
    answer: async (status, body) => {
      asked.at(-1).answer({ status, body });
      await turn();
    },
  };
}

test("what is typed is sent once, upon the version before", async () => {
  const { saver, asked, wait, answer, state, kept } = world();
  saver.change({ title: "A" });
  saver.change({ body: "B" });
  await wait();
  assert.deepEqual(asked[0].body, { baseVersion: 3, title: "A", body: "B" });
  saver.change({ body: "BB" });
  await wait();
  assert.equal(asked.length, 1, "one at a time");
  await answer(200, { version: 4 });
  assert.equal(state(), "changed");
  await wait();
  assert.deepEqual(asked[1].body, { baseVersion: 4, body: "BB" });
  await answer(200, { version: 5 });
  assert.equal(state(), "saved");
  assert.equal(kept.getItem(keyOf(1, 5)), null);
});

test("without a connection it is kept, and sent again with what came since", async () => {
  const { saver, asked, wait, answer, state, kept, isDue } = world();
  saver.change({ title: "A" });
  await wait();
  await answer(0, null);
  assert.equal(state(), "offline");
  assert.deepEqual(JSON.parse(kept.getItem(keyOf(1, 5))), { base: 3, changes: { title: "A" } });
  assert.ok(isDue());
  saver.change({ body: "B" });
  await wait();
  assert.deepEqual(asked[1].body, { baseVersion: 3, title: "A", body: "B" });
  const later = world(kept).saver;
  assert.deepEqual(later.kept(), { base: 3, changes: { title: "A", body: "B" } });
});

test("after a conflict nothing is sent until somebody has chosen", async () => {
  for (const isMine of [true, false]) {
    const { saver, asked, wait, answer, state, last, isDue } = world();
    saver.change({ body: "Mine" });
    await wait();
    await answer(409, { params: { version: 7, body: "Theirs" } });
    assert.equal(state(), "conflict");
    assert.equal(last().theirs.body, "Theirs");
    saver.change({ body: "Mine, longer" });
    assert.ok(!isDue());
    saver.settle(7, isMine);
    if (isMine) assert.deepEqual(asked[1].body, { baseVersion: 7, body: "Mine, longer" });
    else assert.ok(saver.isClean());
  }
});

test("what arrived although its page was left is no conflict", async () => {
  const lesson = { title: "A", body: "B", minutes: 4, areMinutesFinal: true, videos: [{ id: 1, address: "a", title: "", poster: "" }] };
  assert.ok(isSaid({ body: "B\n", title: "A" }, lesson));
  assert.ok(isSaid({ minutes: 4, videos: [{ address: "a", title: "", poster: "" }] }, lesson));
  assert.ok(!isSaid({ title: "A", body: "B2" }, lesson));
  assert.ok(!isSaid({ minutes: -1 }, lesson));
  assert.ok(!isSaid({ videos: [] }, lesson));
  assert.ok(!isSaid({ videos: [] }, { title: "A", body: "B" }), "what is not known is not said");

  const { saver, asked, wait, answer, state, kept } = world();
  saver.change({ body: "Mine" });
  await wait();
  saver.change({ title: "Newer" });
  await answer(409, { params: { version: 4, title: "A", body: "Mine" } });
  assert.equal(state(), "changed");
  await wait();
  assert.deepEqual(asked[1].body, { baseVersion: 4, title: "Newer" });
  await answer(200, { version: 5 });
  assert.equal(kept.getItem(keyOf(1, 5)), null);
});

test("what is refused is not sent again by itself", async () => {
  const { saver, asked, wait, answer, state, isDue } = world();
  saver.change({ title: "" });
  await wait();
  await answer(422, { errors: { title: { message: "Please fill this in." } } });
  assert.equal(state(), "refused");
  assert.ok(!isDue());
  saver.change({ title: "Now" });
  await wait();
  assert.deepEqual(asked[1].body, { baseVersion: 3, title: "Now" });
});
