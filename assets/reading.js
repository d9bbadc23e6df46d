import { createElement, useEffect, useRef } from "react";

// Nobody reads faster than four times the ordinary speed; nor anything at all in an instant.
const SHARE = 0.25;
const LEAST = 4;

// Where the member has said it themself; not to be told otherwise a moment later.
let decided = null;
if (typeof document !== "undefined") {
  addEventListener("click", ({ target }) => {
    if (target.closest("[data-once] button")) decided = location.pathname;
  }, true);
}

/**
 * An invisible mark at the end of a text that takes about `minutes`; `onRead` once it has been in
 * sight and the page long enough before someone's eyes.
 */
export function ReadingEnd({ lessonId, minutes, onRead }) {
  const mark = useRef(null);
  const read = useRef(onRead);
  read.current = onRead;
  useEffect(() => {
    if (decided === location.pathname) return undefined;
    let left = Math.max(LEAST, minutes * 60 * SHARE);
    let isAtEnd = false;
    const watcher = new IntersectionObserver(([entry]) => {
      isAtEnd ||= entry.isIntersecting;
    });
    watcher.observe(mark.current);
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") left -= 1;
      if (left > 0 || !isAtEnd) return;
      clearInterval(timer);
      read.current();
    }, 1_000);
    return () => {
      clearInterval(timer);
      watcher.disconnect();
    };
  }, [lessonId, minutes]);
  return createElement("div", { ref: mark, "aria-hidden": true });
}
