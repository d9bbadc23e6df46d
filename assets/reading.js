import { createElement, useEffect, useRef } from "react";

// Long enough that scrolling past the end is not reading it.
const DWELL = 2_000;

/** An invisible mark at the end of a text; `onRead` once it has been in sight for a while. */
export function ReadingEnd({ lessonId, onRead }) {
  const mark = useRef(null);
  const read = useRef(onRead);
  read.current = onRead;
  useEffect(() => {
    let timer;
    const watcher = new IntersectionObserver(([entry]) => {
      clearTimeout(timer);
      if (entry.isIntersecting) timer = setTimeout(() => read.current(), DWELL);
    });
    watcher.observe(mark.current);
    return () => {
      clearTimeout(timer);
      watcher.disconnect();
    };
  }, [lessonId]);
  return createElement("div", { ref: mark, "aria-hidden": true });
}
