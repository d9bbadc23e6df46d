import assert from "node:assert/strict";
import { test } from "node:test";
import { withEarlier, withKept, withNews } from "../../../academy_app/components/notice_list.js";

const row = (id, day = 1, is_unread = true) => ({ id, at: `2026-01-0${day}T12:00:00.${String(id).padStart(6, "0")}+00:00`, opens: "", is_unread });
const list = (rows, more = {}) => ({ rows, is_first: true, is_unread_only: false, next: "", next_href: "", ...more });
const bell = (newest, more = {}) => ({
  newest,
  unread_ids: newest.filter((each) => each.is_unread).map(({ id }) => id),
  is_complete: true,
  ...more,
});
const ids = ({ rows }) => rows.map(({ id }) => id);

test("what is new comes first, once", () => {
  const before = list([row(2), row(1)]);
  const after = withNews(before, bell([row(3), row(2), row(1)]));
  assert.deepEqual(ids(after), [3, 2, 1]);
  assert.deepEqual(ids(withNews(after, bell([row(3), row(2), row(1)]))), [3, 2, 1]);
  assert.deepEqual(ids(before), [2, 1]);
});

test("what has grown moves up and says so", () => {
  const grown = { ...row(1), at: row(9).at, count: 2 };
  const after = withNews(list([row(2), row(1)]), bell([grown, row(2)]));
  assert.deepEqual(ids(after), [1, 2]);
  assert.equal(after.rows[0].count, 2);
});

test("what was read elsewhere is read here, however far down", () => {
  const far = Array.from({ length: 30 }, (_, index) => row(30 - index));
  const newest = far.slice(0, 10).map((each) => ({ ...each, is_unread: false }));
  const after = withNews(list(far), bell(newest, { unread_ids: [5] }));
  assert.deepEqual(after.rows.filter((each) => each.is_unread).map(({ id }) => id), [5]);
  const unsure = withNews(list(far), bell(newest, { unread_ids: [], is_complete: false }));
  assert.equal(unsure.rows.filter((each) => each.is_unread).length, 20);
});

test("what was taken back is gone", () => {
  assert.deepEqual(ids(withNews(list([row(3), row(2), row(1)]), bell([row(3), row(1)]))), [3, 1]);
  assert.deepEqual(ids(withNews(list([row(1)]), bell([]))), []);
});

test("a later page takes in nothing new, and the unread ones only what is unread", () => {
  assert.deepEqual(ids(withNews(list([row(1)], { is_first: false }), bell([row(2), row(1)]))), [1]);
  const read = row(3, 1, false);
  assert.deepEqual(ids(withNews(list([row(1)], { is_unread_only: true }), bell([read, row(2), row(1)]))), [2, 1]);
});

test("each day is opened by its first", () => {
  const after = withEarlier(list([row(9, 3), row(8, 3)], { next: "a" }), list([row(8, 3), row(7, 2)], { next: "b" }));
  assert.deepEqual(after.rows.map(({ id, opens }) => [id, opens !== ""]), [[9, true], [8, false], [7, true]]);
  assert.equal(after.next, "b");
});

test("sent afresh, the list keeps what was scrolled to", () => {
  const before = list([row(4), row(3), row(2), row(1)], { next: "d" });
  const after = withKept(before, list([row(5), row(4)], { next: "c" }));
  assert.deepEqual([ids(after.notices), after.notices.next], [[5, 4, 3, 2, 1], "d"]);
  assert.deepEqual(withKept(before, list([row(5)], { is_unread_only: true, next: "c" })), {});
  assert.deepEqual(withKept(before, list([row(5)])), {});
});
