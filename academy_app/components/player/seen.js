import { useEffect, useState } from "react";

/**
 * Whether an element has ever been in sight: a closed section fetches nothing.
 * @param {{current: Element | null}} element
 */
export function useSeen(element) {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (!element.current) return undefined;
    const watcher = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      setSeen(true);
    });
    watcher.observe(element.current);
    return () => watcher.disconnect();
  }, [element]);
  return isSeen;
}
