/**
 * What news makes of a list of threads. Nothing jumps under the reader's eyes: what comes in or moves up
 * waits in `fresh`, what is changed is changed in place.
 */
import { joinedById, replaced, turned, without } from "./rows.js";

/** A thread of a list is new, changed or gone. */
export function threadChanged(vars, { id, row }) {
  if (!row) return { threads: without(vars.threads, id), fresh: without(vars.fresh, id) };
  const known = vars.threads.find((card) => card.id === id);
  const isSaid = !known || row.highest > known.highest;
  const isTheirs = row.last_author.id === vars.reader;
  const unread = isSaid && !isTheirs ? turned(vars.unread, id, true) : vars.unread;
  const threads = replaced(vars.threads, row);
  if (!known && isMuted(vars.mutes, row)) return {};
  if (known && !(isSaid && vars.wish.sort === "active")) return { threads, unread, fresh: replaced(vars.fresh, row) };
  // What is at the top already need not move.
  if (known && isFirst(vars.threads, known)) return { threads, unread };
  if (!fits(row, vars.wish) || (known && isTheirs)) return { threads, unread };
  return { threads, unread, fresh: [row, ...without(vars.fresh, id)] };
}

/** Whether the reader has muted the thread, its category or its author. */
function isMuted(mutes, { id, category_id: category, author }) {
  return [`thread:${id}`, `category:${category}`, `member:${author.id}`].some((each) => mutes.includes(each));
}

function isFirst(threads, card) {
  return threads.find((each) => each.is_pinned === card.is_pinned) === card;
}

/** Whether a thread that was not in the list belongs at its top. */
function fits(card, wish) {
  if (wish.sort === "top") return false;
  if (wish.is_unanswered && card.replies > 0) return false;
  if (wish.sort === "new" && card.replies > 0) return false;
  return !wish.tag || card.tags.includes(wish.tag);
}

/** The list with what waited, in its order. */
export function shown(vars) {
  const threads = joinedById(vars.threads, vars.fresh);
  const key = vars.wish.sort === "new" ? "created_at" : "activity_at";
  const isPinnedFirst = vars.wish.sort === "active";
  threads.sort(
    (a, b) =>
      (isPinnedFirst && b.is_pinned - a.is_pinned) || Date.parse(b[key]) - Date.parse(a[key]) || b.id - a.id,
  );
  return { threads, fresh: [] };
}

/** The same page comes afresh: what was fetched on scrolling stays. */
export function rejoined(before, after) {
  if (before.threads.length <= after.threads.length) return {};
  const last = after.threads.at(-1);
  const place = before.threads.findIndex((card) => card.id === last?.id);
  if (place < 0) return {};
  const ids = new Set(after.threads.map(({ id }) => id));
  const further = before.threads.slice(place + 1).filter(({ id }) => !ids.has(id));
  return { threads: [...after.threads, ...further], next: before.next };
}
