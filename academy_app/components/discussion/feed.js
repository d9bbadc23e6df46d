/**
 * The list of threads in the browser: news taken in, what waits shown on a press, more fetched on scrolling.
 */
import { useContext, useEffect } from "react";
import { StateStoreContext } from "$/utils/context-registry";
import { merge, plain, register, suffixed } from "../live/reducers.js";
import { categoryChanged, counted, followChanged, readElsewhere, recounted, rejoined, rightsChanged, shown, threadChanged } from "./feed_changes.js";
import { asView, lower } from "./rows.js";

const AHEAD = "600px";
// Milliseconds: of a thousand pages not all shall ask the server at once, nor any of them often.
const SPREAD = 2_000;
const COUNTED_EVERY = 30_000;
const SETTLED = 500;

register("category:thread", (vars, item, channel) => {
  const { isDoubtful, ...sidebar } = counted(vars, item, channel);
  if (isDoubtful) recount();
  heardAt = performance.now();
  return { ...sidebar, ...threadChanged(vars, item, channel) };
});
register("category:category", categoryChanged);
register("community:category", loadAnew);
register("member:rights", (vars) => vars.mutes && loadAnew());
for (const kind of ["thread", "category", "member"]) {
  register(`member:follow_${kind}`, (vars, item) => {
    const { isBack, ...changed } = followChanged(vars, kind, item);
    if (isBack) loadAnew();
    if (vars.mutes) recount();
    return changed;
  });
}

/** Another list of categories to follow is the server's to send. */
function loadAnew() {
  setTimeout(() => window.dispatchEvent(new Event("academy:stale")), Math.random() * SPREAD);
}

// Of the page that is open: asks the server to count what is unread.
let recount = () => {};
let heardAt = 0;

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

    const stopCounting = keepCounts(vars, set, api);
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
      stopCounting();
      seen.disconnect();
      document.removeEventListener("click", press, true);
    };
  }, [store, state, api]);
  return null;
}

/** Keeps what the list alone does not tell: counts of threads beyond it, what was read in other tabs, rights. */
function keepCounts(vars, set, api) {
  let timer = null;
  let countedAt = -COUNTED_EVERY;
  const categories = async () => {
    try {
      const response = await fetch(`${api}/community/categories`, { headers: { Accept: "application/json" } });
      return response.ok ? asView(await response.json()) : null;
    } catch {
      return null;
    }
  };
  const count = async () => {
    timer = null;
    if (document.visibilityState !== "visible") return document.addEventListener("visibilitychange", recount, { once: true });
    countedAt = performance.now();
    const found = await categories();
    // What was told meanwhile may be in the answer already.
    await new Promise((resolve) => setTimeout(resolve, SETTLED));
    if (found && heardAt < countedAt) set(recounted(vars(), found));
    else recount();
    return undefined;
  };
  recount = () => {
    const pause = Math.max(SPREAD * (0.5 + Math.random()), countedAt + COUNTED_EVERY - performance.now());
    timer ??= setTimeout(count, pause);
  };

  const heard = async ({ detail: { channel, items } }) => {
    const { chosen } = vars();
    const item = items.find(({ kind, id, row }) => kind === "category" && row && channel === `category:${id}` && id === chosen.id);
    if (!item) return;
    // Its own address is another one now.
    if (vars().wish.category !== item.row.slug) location.replace(item.row.href);
    else if (!item.row.is_archived) {
      const found = await categories();
      if (found) set(rightsChanged(vars(), found));
    }
  };
  const read = new BroadcastChannel("academy:read");
  read.onmessage = ({ data }) => {
    const { isDoubtful, ...changed } = readElsewhere(vars(), data);
    set(changed);
    if (isDoubtful) recount();
  };
  window.addEventListener("academy:news", heard);
  return () => {
    clearTimeout(timer);
    recount = () => {};
    read.close();
    window.removeEventListener("academy:news", heard);
    document.removeEventListener("visibilitychange", recount);
  };
}

function isPlain({ button, metaKey, ctrlKey, shiftKey, altKey }) {
  return button === 0 && !(metaKey || ctrlKey || shiftKey || altKey);
}
