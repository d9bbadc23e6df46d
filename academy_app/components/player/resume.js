const BEFORE = 3;
const AT_START = 5;
const AT_END = 10;
/** Who stopped so near the end has nothing left to go on with there: seconds, and part of a short clip. */
const NEAR_END = 5;
const NEAR_END_PART = 0.1;

/**
 * @typedef {{position?: number | null, completed?: boolean, start?: number | null, end?: number | null,
 *   duration?: number | null, firstGap?: number | null}} Place Media seconds; `firstGap` is where the first
 *   unwatched part begins.
 */

/**
 * The media second at which to begin: a little before where the member left; at their end, the first unwatched
 * part, or the start when they have seen it all; always inside the clip.
 * @param {Place} video
 * @returns {number}
 */
export function resumeAt(video) {
  const { position, completed = false, start, firstGap } = video;
  const first = start ?? 0;
  const last = endOf(video);
  const place = Math.min(position ?? 0, last);
  if (place <= first + AT_START) return first;
  if (completed && place >= last - AT_END) return first;
  const isDoneHere = !completed && isNearEnd(video) && typeof firstGap === "number";
  if (isDoneHere) return firstGap <= first + AT_START ? first : Math.min(firstGap, last);
  return Math.max(first, place - BEFORE);
}

/** Whether the position is at the clip's end, or so near that it makes no difference. @param {Place} video */
export function isNearEnd(video) {
  const last = endOf(video);
  const near = Math.min(NEAR_END, (last - (video.start ?? 0)) * NEAR_END_PART);
  return Number.isFinite(last) && (video.position ?? 0) >= last - near;
}

/** @param {Place} video */
function endOf({ end, duration }) {
  return Math.min(end ?? Infinity, duration ?? Infinity);
}
