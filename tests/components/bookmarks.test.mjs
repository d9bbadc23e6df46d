/** What becomes of a list of bookmarks, without a browser: run by test_in_node.py. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { markChanged, withFurther, withKept } from "../../academy_app/components/bookmarks_list.js";

const list = (ids, next = "") => ({ rows: ids.map((id) => ({ post_id: id })), next, next_href: next });
const vars = (ids, next, let_go = []) => ({ bookmarks: list(ids, next), let_go });
const ids = ({ bookmarks }) => bookmarks.rows.map(({ post_id: id }) => id);
const item = (id, is_kept) => ({ id, row: { is_kept } });

test("what is let go in another tab stays in sight, and can be kept again", () => {
  const gone = markChanged(vars([3, 2]), item(2, false));
  assert.deepEqual(gone, { let_go: [2] });
  assert.deepEqual(markChanged(vars([3, 2], "", [2]), item(2, true)), { let_go: [] });
});

test("what is kept in another tab is asked of the server", () => {
  assert.deepEqual(markChanged(vars([3]), item(9, true)), { isNew: true });
  assert.deepEqual(markChanged(vars([3]), item(9, false)), { let_go: [] });
  // Vars of the frame, which follows the same channel.
  assert.deepEqual(markChanged({ bell: {} }, item(9, true)), {});
});

test("a further page is joined once", () => {
  assert.deepEqual(withFurther(list([4, 3], "a"), list([3, 2], "b")), list([4, 3, 2], "b"));
});

test("what was fetched on scrolling stays when the list comes afresh, but for what was let go", () => {
  assert.deepEqual(ids(withKept(vars([4, 3, 2, 1], "deep", [1]), vars([5, 4, 3], "shallow"))), [5, 4, 3, 2]);
  assert.deepEqual(withKept(vars([4, 3]), vars([4, 3])), {});
  assert.deepEqual(withKept(vars([4, 3, 2]), vars([8, 7], "x")), {});
});
