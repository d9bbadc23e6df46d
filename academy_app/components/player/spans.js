/** @typedef {[number, number]} Span Media seconds, from and to. */

/** Two spans nearer than this are one: between them lies less than a frame. */
const SAME = 0.02;

/**
 * The union of spans: sorted, without overlaps, rounded to the millisecond.
 * @param {Span[]} spans
 * @returns {Span[]}
 */
export function union(spans) {
  /** @type {Span[]} */
  const merged = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = merged[merged.length - 1];
    if (last && from <= last[1] + SAME) last[1] = Math.max(last[1], to);
    else if (to > from) merged.push([from, to]);
  }
  return merged.map(([from, to]) => [milliseconds(from), milliseconds(to)]);
}

/**
 * Joins a span to the one played just before it where they touch. What is played a second time stays a span of
 * its own: the server's map of what is watched again counts it.
 * @param {Span[]} spans
 * @param {Span} span
 * @returns {Span[]}
 */
export function append(spans, span) {
  const last = spans[spans.length - 1];
  const touches = last && Math.abs(span[0] - last[1]) <= SAME;
  return touches ? [...spans.slice(0, -1), [last[0], span[1]]] : [...spans, span];
}

/** @param {number} seconds */
export function milliseconds(seconds) {
  return Math.round(seconds * 1000) / 1000;
}
