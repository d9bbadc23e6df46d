/**
 * The list of threads in the browser: news taken in, what waits shown on a press, more fetched on scrolling.
 */
import { useContext, useEffect } from "react";
import { StateStoreContext } from "$/utils/context-registry";
import { merge, plain, register, suffixed } from "../live/reducers.js";
import { rejoined, shown, threadChanged } from "./feed_changes.js";
import { asView, lower } from "./rows.js";

const AHEAD = "600px";

register("category:thread", threadChanged);

/** Listens for presses and for the list's end while the page is open. */
export function FeedKeeper({ state, api }) {
  const store = useContext(StateStoreContext);
  useEffect(() => {
    merge(state, rejoined);
    const vars = () => plain(store.getSnapshot(state));
    const set = (changed) => store.dispatchers[state](suffixed(changed));

    const press = (event) => {
      if (event.target.closest?.("#app [data-fresh]")) {
        set(shown(vars()));
        document.getElementById("threads")?.scrollIntoView({ block: "start", behavior: "smooth" });
      }
      const more = event.target.closest?.("#app [data-more]");
      if (more && isPlain(event)) {
        event.preventDefault();
        void fetchMore();
      }
    };

    let isBusy = false;
    async function fetchMore() {
      const { wish, next } = vars();
      if (isBusy || !next) return;
      isBusy = true;
      const query = new URLSearchParams({ category: wish.category, sort: wish.sort, period: wish.period, tag: wish.tag, cursor: next });
      if (wish.is_unanswered) query.set("unanswered", "1");
      try {
        const response = await fetch(`${api}/community/threads?${query}`, { headers: { Accept: "application/json" } });
        if (!response.ok) return;
        const { heads, ...answer } = await response.json();
        const { threads, next: following, unread } = asView(answer);
        const known = vars();
        if (known.next !== next) return;
        set({
          threads: [...known.threads, ...threads.filter(({ id }) => !known.threads.some((card) => card.id === id))],
          unread: [...known.unread, ...unread],
          next: following,
          heads: lower(known.heads, heads),
        });
      } catch {
        // The link stays, to be pressed when the connection is back.
      } finally {
        isBusy = false;
      }
    }

    const seen = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && void fetchMore(),
      { rootMargin: AHEAD },
    );
    let watched = null;
    const watch = () => {
      const more = document.querySelector("#app [data-more]");
      if (more === watched) return;
      if (watched) seen.unobserve(watched);
      watched = more;
      if (more) seen.observe(more);
    };
    watch();
    const stop = store.subscribe(state, () => requestAnimationFrame(() => {
      watch();
      // The end that is still in sight after a page has come does not come into sight again.
      if (watched) {
        seen.unobserve(watched);
        seen.observe(watched);
      }
    }));
    document.addEventListener("click", press, true);
    return () => {
      stop();
      seen.disconnect();
      document.removeEventListener("click", press, true);
    };
  }, [store, state, api]);
  return null;
}

function isPlain({ button, metaKey, ctrlKey, shiftKey, altKey }) {
  return button === 0 && !(metaKey || ctrlKey || shiftKey || altKey);
}
