/**
 * The list of threads, kept up to date without a jump under the reader's eyes: what comes in or moves
 * up waits behind a pill, what is changed is changed in place.
 */
import { useContext, useEffect } from "react";
import { StateStoreContext } from "$/utils/context-registry";
import { merge, plain, register, suffixed } from "../live/reducers.js";
import { asView, joinedById, replaced, turned, without } from "./rows.js";

const AHEAD = "600px";

/** A thread of a list is new, changed or gone. */
export function threadChanged(vars, { id, row }) {
  if (!row) return { threads: without(vars.threads, id), fresh: without(vars.fresh, id) };
  const known = vars.threads.find((card) => card.id === id);
  const isSaid = !known || row.highest > known.highest;
  const isTheirs = row.last_author.id === vars.reader;
  const unread = isSaid && !isTheirs ? turned(vars.unread, id, true) : vars.unread;
  const threads = replaced(vars.threads, row);
  if (known && !(isSaid && vars.wish.sort === "active")) return { threads, unread, fresh: replaced(vars.fresh, row) };
  // What is at the top already need not move.
  if (known && isFirst(vars.threads, known)) return { threads, unread };
  if (!fits(row, vars.wish) || (known && isTheirs)) return { threads, unread };
  return { threads, unread, fresh: [row, ...without(vars.fresh, id)] };
}

function isFirst(threads, card) {
  return threads.find((each) => each.is_pinned === card.is_pinned) === card;
}

/** Whether a thread that was not in the list belongs at its top. */
function fits(card, wish) {
  if (wish.sort === "top") return false;
  if (wish.is_unanswered && card.replies > 0) return false;
  if (wish.sort === "new" && card.replies > 0) return false;
  return !wish.tag || card.tags.includes(wish.tag);
}

/** The list with what waited, in its order. */
export function shown(vars) {
  const threads = joinedById(vars.threads, vars.fresh);
  const key = vars.wish.sort === "new" ? "created_at" : "activity_at";
  const isPinnedFirst = vars.wish.sort === "active";
  threads.sort(
    (a, b) =>
      (isPinnedFirst && b.is_pinned - a.is_pinned) || Date.parse(b[key]) - Date.parse(a[key]) || b.id - a.id,
  );
  return { threads, fresh: [] };
}

/** The same page comes afresh: what was fetched on scrolling stays. */
export function rejoined(before, after) {
  if (before.threads.length <= after.threads.length) return {};
  const last = after.threads.at(-1);
  const place = before.threads.findIndex((card) => card.id === last?.id);
  if (place < 0) return {};
  const ids = new Set(after.threads.map(({ id }) => id));
  const further = before.threads.slice(place + 1).filter(({ id }) => !ids.has(id));
  return { threads: [...after.threads, ...further], next: before.next };
}

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
        const { threads, next: following, unread } = asView(await response.json());
        const known = vars();
        if (known.next !== next) return;
        set({
          threads: [...known.threads, ...threads.filter(({ id }) => !known.threads.some((card) => card.id === id))],
          unread: [...known.unread, ...unread],
          next: following,
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
