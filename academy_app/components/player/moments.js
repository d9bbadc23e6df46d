/**
 * Questions about seconds of a video, as marks on a line as long as the video.
 */

/** @typedef {{id: number, title: string, href: string, video_id: number, seconds: number, time: string, wonderers: number}} Moment */
/** @typedef {{at: number, moments: Moment[]}} Mark `at` in pixels from the line's beginning. */

/** Pixels that a mark needs for a finger. */
export const SIZE = 24;

/**
 * The marks of a video `length` seconds long on a line `width` pixels long. What would overlap is one mark, where
 * its first question is.
 * @param {Moment[]} moments @param {number} length @param {number} width @returns {Mark[]}
 */
export function marksOf(moments, length, width) {
  if (!(length > 0) || !(width > 0)) return [];
  /** @type {Mark[]} */
  const marks = [];
  for (const moment of [...moments].sort((a, b) => a.seconds - b.seconds || a.id - b.id)) {
    const at = Math.min(1, moment.seconds / length) * width;
    const last = marks.at(-1);
    if (last && at - last.at < SIZE) last.moments.push(moment);
    else marks.push({ at, moments: [moment] });
  }
  return marks;
}

/** Where a card `size` pixels wide stands so that it is over `at` and within the line. @param {number} at @param {number} size @param {number} width */
export function placeOf(at, size, width) {
  return Math.max(0, Math.min(at - size / 2, width - size));
}
