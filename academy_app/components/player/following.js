import { useCallback, useEffect, useState } from "react";

/** From the top of the box to the line being said, as a part of the box. */
const LINE_AT = 0.35;

/**
 * Keeps the current line of a list in sight, inside the list's own box only, until the member scrolls it.
 * @param {{current: HTMLElement | null}} list @param {number} current
 */
export function useFollowing(list, current) {
  const [isFollowing, setFollowing] = useState(true);
  const follow = useCallback(() => setFollowing(true), []);
  const release = useCallback(() => setFollowing(false), []);
  const show = useCallback((/** @type {number} */ index) => scrollTo(list.current, index), [list]);

  useEffect(() => {
    if (isFollowing && current >= 0) show(current);
  }, [isFollowing, current, show]);

  useEffect(() => {
    const box = list.current;
    if (!box) return undefined;
    const stop = new AbortController();
    for (const gesture of ["wheel", "touchmove"]) {
      box.addEventListener(gesture, release, { passive: true, signal: stop.signal });
    }
    box.addEventListener("pointerdown", (event) => event.target === box && release(), { signal: stop.signal });
    return () => stop.abort();
  }, [list, release]);

  return { isFollowing, follow, release, show };
}

/**
 * Lines out of sight have a guessed height: after a long way the place is corrected once they are laid out.
 * @param {HTMLElement | null} box @param {number} index
 */
function scrollTo(box, index) {
  const line = /** @type {HTMLElement | undefined} */ (box?.children[index]);
  if (!box || !line) return;
  const distance = place(box, line) - box.scrollTop;
  const isFar = Math.abs(distance) > box.clientHeight;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  box.scrollTo({ top: place(box, line), behavior: isFar || isCalm ? "instant" : "smooth" });
  if (isFar) requestAnimationFrame(() => box.scrollTo({ top: place(box, line), behavior: "instant" }));
}

/** @param {HTMLElement} box @param {HTMLElement} line */
function place(box, line) {
  return Math.max(0, line.offsetTop - box.clientHeight * LINE_AT);
}
