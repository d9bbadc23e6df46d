import assert from "node:assert/strict";
import { test } from "node:test";
import { talkChanged } from "../../../academy_app/components/discussion/talk.js";
import { marksOf, placeOf } from "../../../academy_app/components/player/moments.js";

const ME = 1;
const card = (id, more = {}) => ({
  id, title: `Thread ${id}`, href: `/community/${id}`, highest: 0, wonderers: 0, is_pinned: false,
  video_id: null, seconds: null, time: "", last_author: { id: 2 }, ...more,
});
const vars = (...threads) => ({ threads, moments: [], unread: [], reader: ME });
const ids = ({ threads }) => threads.map(({ id }) => id);
const news = (row) => ({ id: row.id, row });

test("a question that comes stands first, beneath what is pinned, and is unread", () => {
  const before = vars(card(1, { is_pinned: true }), card(2));
  const after = talkChanged(before, news(card(3)));
  assert.deepEqual(ids(after), [1, 3, 2]);
  assert.deepEqual(after.unread, [3]);
  assert.deepEqual(ids(talkChanged({ ...before, ...after }, news(card(3)))), [1, 3, 2]);
  assert.deepEqual(ids(before), [1, 2]);
  assert.deepEqual(talkChanged(before, news(card(3, { last_author: { id: ME } }))).unread, []);
});

test("one that is answered stays where it is being read", () => {
  const after = talkChanged(vars(card(3), card(2)), news(card(2, { highest: 1, wonderers: 4 })));
  assert.deepEqual(ids(after), [3, 2]);
  assert.deepEqual([after.threads[1].wonderers, after.unread], [4, [2]]);
  assert.deepEqual(talkChanged(vars(card(2)), news(card(2, { wonderers: 4 }))).unread, []);
});

test("moments come, change and go with their threads", () => {
  const at = { video_id: 7, seconds: 83, time: "1:23" };
  const come = talkChanged(vars(), news(card(3, at)));
  assert.deepEqual(come.moments.map(({ id, time }) => [id, time]), [[3, "1:23"]]);
  const counted = talkChanged({ ...vars(), ...come }, news(card(3, { ...at, wonderers: 2 })));
  assert.deepEqual(counted.moments.map(({ wonderers }) => wonderers), [2]);
  const gone = talkChanged({ ...vars(), ...counted }, { id: 3, row: null });
  assert.deepEqual([gone.threads, gone.moments], [[], []]);
});

test("marks that would overlap are one", () => {
  const moments = [83, 10, 84, 500].map((seconds, id) => ({ id, seconds }));
  const found = marksOf(moments, 100, 300).map(({ at, moments: within }) => [at, within.map(({ seconds }) => seconds)]);
  assert.deepEqual(found, [[30, [10]], [249, [83, 84]], [300, [500]]]);
  assert.deepEqual(marksOf(moments, 0, 300), []);
});

test("a card stays within the line", () => {
  assert.deepEqual([0, 150, 300].map((at) => placeOf(at, 100, 300)), [0, 100, 200]);
});
