/**
 * What becomes of a list of bookmarks. Pure: nothing is changed in place.
 */

/** A post was kept or let go, here or in another tab: `isNew` where the server alone has its row. */
export function markChanged({ bookmarks, let_go: gone }, { id, row }) {
  if (!bookmarks || !gone || !row) return {};
  const isHere = bookmarks.rows.some(({ post_id: each }) => each === id);
  if (row.is_kept && !isHere) return { isNew: true };
  const others = gone.filter((each) => each !== id);
  // What is let go stays in sight until the page is left, for whoever did not mean it.
  return { let_go: row.is_kept || !isHere ? others : [...others, id] };
}

/** The list with the page behind it. */
export function withFurther(list, page) {
  const known = new Set(list.rows.map((row) => row.post_id));
  const rows = [...list.rows, ...page.rows.filter((row) => !known.has(row.post_id))];
  return { ...list, rows, next: page.next, next_href: page.next_href };
}

/** The vars of a list that was sent afresh and goes on where the one before did. */
export function withKept(before, after) {
  const last = after.bookmarks.rows.at(-1);
  const place = before.bookmarks.rows.findIndex((row) => row.post_id === last?.post_id);
  const further = place < 0 ? [] : before.bookmarks.rows.slice(place + 1).filter((row) => !before.let_go.includes(row.post_id));
  return further.length && after.bookmarks.next ? { bookmarks: withFurther(after.bookmarks, { ...before.bookmarks, rows: further }) } : {};
}
