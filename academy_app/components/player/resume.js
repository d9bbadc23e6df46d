const BEFORE = 3;
const AT_START = 5;
const AT_END = 10;

/**
 * The media second at which to begin: a little before where the member left, the start when they have seen it
 * all, always inside the clip.
 * @param {{position?: number | null, completed?: boolean, start?: number | null, end?: number | null,
 *          duration?: number | null}} video
 * @returns {number}
 */
export function resumeAt({ position, completed = false, start, end, duration }) {
  const first = start ?? 0;
  const last = end ?? duration ?? Infinity;
  const place = Math.min(position ?? 0, last);
  if (place <= first + AT_START) return first;
  if (completed && place >= last - AT_END) return first;
  return Math.max(first, place - BEFORE);
}
