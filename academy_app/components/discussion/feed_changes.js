/**
 * What news makes of a list of threads. Nothing jumps under the reader's eyes: what comes in or moves up
 * waits in `fresh`, what is changed is changed in place.
 */
import { joinedById, replaced, turned, without } from "./rows.js";

/** A thread of a category is new, changed or gone; `channel` is the category's. */
export function threadChanged(vars, { id, row }, channel) {
  const known = knownCard(vars, id);
  if (!row) {
    // It has moved away, and word of where to was here before.
    if (known && channel && channel !== `category:${known.category_id}`) return {};
    return { threads: without(vars.threads, id), fresh: without(vars.fresh, id), unread: turned(vars.unread, id, false) };
  }
  if (isOfList(vars, row)) return listed(vars, row);
  // Of what is not in the list nobody knows whether something was said in it now.
  return known || row.highest === 0 ? { unread: markedUnread(vars, row, known) } : {};
}

function listed(vars, row) {
  const { id } = row;
  const known = vars.threads.find((card) => card.id === id);
  if (!known && isBeyond(vars, row)) return {};
  const isSaid = !known || row.highest > known.highest;
  const isTheirs = row.last_author.id === vars.reader;
  const unread = markedUnread(vars, row, known);
  const threads = replaced(vars.threads, row);
  if (!known && isMuted(vars.mutes, row)) return {};
  if (known && !(isSaid && vars.wish.sort === "active")) return { threads, unread, fresh: replaced(vars.fresh, row) };
  // What is at the top already need not move.
  if (known && isFirst(vars.threads, known)) return { threads, unread };
  if (!fits(row, vars.wish) || (known && isTheirs)) return { threads, unread };
  return { threads, unread, fresh: [row, ...without(vars.fresh, id)] };
}

function knownCard({ threads, fresh }, id) {
  return fresh.find((card) => card.id === id) ?? threads.find((card) => card.id === id);
}

function markedUnread(vars, row, known) {
  if (known && row.highest <= known.highest) return vars.unread;
  return turned(vars.unread, row.id, row.last_author.id !== vars.reader);
}

/** Whether the list shows what stands in the thread's category. */
function isOfList({ chosen, is_under_lessons: isUnderLessons }, row) {
  return !isUnderLessons && (!chosen?.id || chosen.id === row.category_id);
}

/** Whether a thread that is not in the list lies behind its end: then nothing was said in it now. */
function isBeyond({ wish, next, threads }, row) {
  const last = threads.at(-1);
  if (!next || !last || row.is_pinned || wish.sort === "top") return false;
  const key = wish.sort === "new" ? "created_at" : "activity_at";
  return Date.parse(row[key]) < Date.parse(last[key]);
}

/**
 * What becomes of the number of unread threads beside a category: vars that change, and `isDoubtful` where only the
 * server can tell, for what is not in the list may have been unread before. To be asked before `threadChanged`.
 */
export function counted(vars, { id, row }, channel) {
  const category = Number(channel.split(":")[1]);
  const known = knownCard(vars, id);
  const wasUnread = vars.unread.includes(id);
  if (!row) {
    if (known && known.category_id !== category) return {};
    // Where it stands now, it is unread as well.
    if (wasUnread) return { ...added(vars, category, -1), isDoubtful: true };
    return known ? {} : { isDoubtful: true };
  }
  if (isMuted(vars.mutes, row)) return {};
  if (known && known.category_id !== category) {
    return wasUnread ? added({ ...vars, ...added(vars, known.category_id, -1) }, category, 1) : {};
  }
  if (known && row.highest <= known.highest) return { isDoubtful: wasUnread && row.replies < known.replies };
  const isTheirs = row.last_author.id === vars.reader;
  if (!known && !wasUnread && isOld(vars, row)) return {};
  if (!known && !wasUnread && row.highest > 0) return { isDoubtful: true };
  if (wasUnread === !isTheirs) return {};
  return isTheirs && !wasUnread ? {} : added(vars, category, isTheirs ? -1 : 1);
}

// News of two categories may come in either order.
const AT_ONCE = 60_000;

/** Whether what is told of a thread cannot be something new that was said. */
function isOld({ threads, fresh }, row) {
  const newest = Math.max(...[...threads, ...fresh].map((card) => Date.parse(card.activity_at)));
  return Date.parse(row.activity_at) < newest - AT_ONCE;
}

const MOST_UNREAD = 99;

function added(vars, category, change) {
  return {
    categories: vars.categories.map((card) => {
      if (card.id !== category) return card;
      const sum = Math.max(0, card.unread + change);
      return { ...card, unread: Math.min(sum, MOST_UNREAD), is_more_unread: card.is_more_unread || sum > MOST_UNREAD };
    }),
  };
}

/** The reader has read a thread in another tab, up to the post with this number. */
export function readElsewhere(vars, { thread, number }) {
  const known = knownCard(vars, thread);
  if (!known) return { unread: turned(vars.unread, thread, false), isDoubtful: true };
  if (number < known.highest || !vars.unread.includes(thread)) return {};
  return { ...added(vars, known.category_id, -1), unread: turned(vars.unread, thread, false) };
}

/** The server has counted anew. */
export function recounted(vars, categories) {
  const found = new Map(categories.map((card) => [card.id, card]));
  return {
    categories: vars.categories.map((card) => {
      const { unread = card.unread, is_more_unread: isMore = card.is_more_unread } = found.get(card.id) ?? {};
      return { ...card, unread, is_more_unread: isMore };
    }),
  };
}

/** A category is called something else, looks or stands elsewhere, is closed to new words. */
export function categoryChanged(vars, { id, row }) {
  if (!row) return {};
  const closed = row.is_archived ? { can_post: false, post_reason: "category.archived" } : {};
  const renewed = (card) => (card.id === id ? { ...card, ...row, ...closed } : card);
  const moved = (card) =>
    card.category_id === id ? { ...card, place: row.name, place_href: row.href, colour: row.colour, icon: row.icon } : card;
  return {
    categories: vars.categories.map(renewed).sort((a, b) => a.position - b.position || a.id - b.id),
    chosen: renewed(vars.chosen),
    threads: vars.threads.map(moved),
    fresh: vars.fresh.map(moved),
  };
}

/** What the reader may do in a category, as the server says now. */
export function rightsChanged(vars, categories) {
  const found = categories.find(({ id }) => id === vars.chosen.id);
  if (!found) return {};
  const { can_post, post_reason } = found;
  const renewed = (card) => (card.id === found.id ? { ...card, can_post, post_reason } : card);
  return { categories: vars.categories.map(renewed), chosen: renewed(vars.chosen) };
}

/**
 * The reader has followed, muted or let go of a `kind` in another tab. What is muted leaves the list; `isBack` says
 * that something may come into it again, which only the server has.
 */
export function followChanged(vars, kind, { id, row }) {
  if (!vars.mutes || !row) return {};
  const name = `${kind}:${id}`;
  const wasMuted = vars.mutes.includes(name);
  const mutes = [...vars.mutes.filter((each) => each !== name), ...(row.follow === "mute" ? [name] : [])];
  const renewed = (card) => (kind === "category" && card.id === id ? { ...card, follow: row.follow } : card);
  const isHeard = (card) => !isMuted(mutes, card);
  return {
    mutes,
    categories: vars.categories.map(renewed),
    chosen: renewed(vars.chosen),
    threads: vars.threads.filter(isHeard),
    fresh: vars.fresh.filter(isHeard),
    isBack: wasMuted && row.follow !== "mute",
  };
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
  if (JSON.stringify(before.wish) !== JSON.stringify(after.wish)) return {};
  if (before.threads.length <= after.threads.length) return {};
  const last = after.threads.at(-1);
  const place = before.threads.findIndex((card) => card.id === last?.id);
  if (place < 0) return {};
  const ids = new Set(after.threads.map(({ id }) => id));
  // What the reader may see no longer, or has muted, goes.
  const isOpen = (card) => !card.category_id || `category:${card.category_id}` in after.heads;
  const further = before.threads
    .slice(place + 1)
    .filter((card) => !ids.has(card.id) && isOpen(card) && !isMuted(after.mutes, card));
  return { threads: [...after.threads, ...further], next: before.next };
}
