/**
 * The list of bookmarks in the browser: further ones come as one scrolls, and those of other tabs.
 */
import { useContext, useEffect } from "react";
import { StateStoreContext } from "$/utils/context-registry";
import { markChanged, withFurther, withKept } from "./bookmarks_list.js";
import { merge, plain, register, suffixed } from "./live/reducers.js";

const NEARLY = "600px";

register("member:bookmark", (vars, item) => {
  const { isNew, ...changed } = markChanged(vars, item);
  if (isNew) window.dispatchEvent(new Event("academy:stale"));
  return changed;
});

/** Listens for presses and for the list's end while the page is open. */
export function BookmarksKeeper({ state, api }) {
  const store = useContext(StateStoreContext);
  useEffect(() => {
    merge(state, withKept);
    const list = () => plain(store.getSnapshot(state)).bookmarks;
    let isBusy = false;

    async function fetchMore() {
      const { next } = list();
      if (isBusy || !next) return;
      isBusy = true;
      try {
        const address = `${api}/community/bookmarks?after=${encodeURIComponent(next)}`;
        const response = await fetch(address, { headers: { Accept: "application/json" } });
        if (!response.ok) return;
        const page = await response.json();
        if (list().next === next) store.dispatchers[state](suffixed({ bookmarks: withFurther(list(), page) }));
      } catch {
        // The link stays, to be pressed when the connection is back.
      } finally {
        isBusy = false;
      }
    }

    const press = (event) => {
      const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
      if (!isPlain || !event.target.closest?.("#app [data-more]")) return;
      event.preventDefault();
      void fetchMore();
    };
    const seen = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && void fetchMore(),
      { rootMargin: NEARLY },
    );
    // An end that is still in sight after a page has come does not come into sight again.
    const watch = () => {
      seen.disconnect();
      const more = document.querySelector("#app [data-more]");
      if (more) seen.observe(more);
    };
    watch();
    const stop = store.subscribe(state, () => requestAnimationFrame(watch));
    document.addEventListener("click", press, true);
    return () => {
      stop();
      seen.disconnect();
      document.removeEventListener("click", press, true);
    };
  }, [store, state, api]);
  return null;
}
