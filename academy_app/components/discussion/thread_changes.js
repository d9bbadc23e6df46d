/**
 * What news, presses and fetched windows make of a thread's posts.
 */
import { replaced, turned, without } from "./rows.js";

/** A post is new, changed or gone. */
export function postChanged(vars, { id, row }) {
  if (!row) return { replies: without(vars.replies, id), fresh: vars.fresh.filter((each) => each !== id) };
  if (row.number === 0) return { opening: [row] };
  if (vars.replies.some((reply) => reply.id === id)) return { replies: replaced(vars.replies, row) };
  if (row.is_deleted || !isWithin(vars, row.path)) return {};
  const isTheirs = row.author.id === vars.reader;
  return { replies: inOrder([...vars.replies, row]), fresh: isTheirs ? vars.fresh : [...vars.fresh, id] };
}

/** Whether a place in the order belongs to the window; what lies beyond comes with its own window. */
function isWithin({ replies, before, after }, path) {
  if (!replies.length) return !before && !after;
  return (!before || path > replies[0].path) && (!after || path < replies.at(-1).path);
}

export function inOrder(replies) {
  return replies.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The thread's head is not as it was. */
export function headChanged(vars, { row }) {
  return row ? { head: row } : {};
}

/** What the reader has pressed, for the marks of the page. */
export function acted(vars, { act, id, value, answer }) {
  const { marks } = vars;
  if (act === "like" || act === "bookmark") return { marks: { ...marks, [`${act}s`]: turned(marks[`${act}s`], id, value) } };
  if (act === "wonder") return { marks: { ...marks, is_wondering: answer.isWondering } };
  if (act === "follow" && id === vars.head.id) return { marks: { ...marks, follow: value === "none" ? "" : value } };
  return {};
}

/** What the reader has pressed in another tab. */
export function marked(vars, { kind, id, row }) {
  const { marks, head } = vars;
  if (!marks || !row) return {};
  if (kind === "bookmark") return { marks: { ...marks, bookmarks: turned(marks.bookmarks, id, row.is_kept) } };
  if (kind === "follow_member") return { marks: { ...marks, muted: turned(marks.muted, id, row.follow === "mute") } };
  return id === head.id ? { marks: { ...marks, follow: row.follow } } : {};
}

/** Which options are chosen once `id` has been pressed. */
export function voted({ head, marks }, id) {
  const isOn = !marks.votes.includes(id);
  return head.poll.is_multiple ? turned(marks.votes, id, isOn) : isOn ? [id] : [];
}

/** The same page comes afresh: what was fetched on scrolling stays, as far as it adjoins. */
export function rejoined(before, after) {
  if (before.head.id !== after.head.id || !before.replies.length || !after.replies.length) return {};
  const [first, last] = [after.replies[0].path, after.replies.at(-1).path];
  const above = before.replies.filter(({ path }) => path < first);
  const beneath = before.replies.filter(({ path }) => path > last);
  const isAdjoining = before.replies[0].path <= last && before.replies.at(-1).path >= first;
  if (!isAdjoining) return {};
  return {
    replies: [...above, ...after.replies, ...(after.after ? beneath : [])],
    before: above.length ? before.before : after.before,
    after: after.after && beneath.length ? before.after : after.after,
  };
}
