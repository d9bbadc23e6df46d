/**
 * What becomes of a lesson's threads, and of the moments of its videos, when something is said.
 */
import { replaced, turned, without } from "./rows.js";

/** A thread under the lesson is new, changed or gone. Known ones stay where they are being read. */
export function talkChanged(vars, { id, row }) {
  if (!row) return { threads: without(vars.threads, id), moments: without(vars.moments, id) };
  const known = vars.threads.find((card) => card.id === id);
  const isSaid = !known || row.highest > known.highest;
  const isTheirs = row.last_author.id === vars.reader;
  return {
    threads: known ? replaced(vars.threads, row) : withNew(vars.threads, row),
    moments: withMoment(vars.moments, row),
    unread: isSaid && !isTheirs ? turned(vars.unread, id, true) : vars.unread,
  };
}

/** First of all but those that are pinned. */
function withNew(threads, row) {
  const place = row.is_pinned ? 0 : threads.filter((card) => card.is_pinned).length;
  return [...threads.slice(0, place), row, ...threads.slice(place)];
}

function withMoment(moments, row) {
  const { id, title, href, video_id, seconds, time, wonderers } = row;
  if (video_id === null || seconds === null) return without(moments, id);
  const moment = { id, title, href, video_id, seconds, time, wonderers };
  return moments.some((each) => each.id === id) ? replaced(moments, moment) : [...moments, moment];
}
