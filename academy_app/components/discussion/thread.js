/**
 * A thread's posts, kept up to date: a reply that comes finds its place, the marks of the reader follow what
 * they press, what they have seen is told as read.
 */
import { useContext, useEffect } from "react";
import { StateStoreContext } from "$/utils/context-registry";
import { merge, plain, register, suffixed } from "../live/reducers.js";
import { asView, joinedById, lower } from "./rows.js";
import { acted, headChanged, inOrder, marked, postChanged, rejoined, voted } from "./thread_changes.js";

const READ_AFTER = 1_200;
const GLANCE = 600;
const ONCE_CLOSED = 100;

register("thread:post", postChanged);
register("thread:thread", headChanged);
for (const kind of ["bookmark", "follow_member", "follow_thread"]) register(`member:${kind}`, marked);

/** Listens for what is pressed and seen while the page is open. */
export function ThreadKeeper({ state, api }) {
  const store = useContext(StateStoreContext);
  useEffect(() => {
    merge(state, rejoined);
    const vars = () => plain(store.getSnapshot(state));
    const set = (changed) => store.dispatchers[state](suffixed(changed));
    const stops = [keepMarks(vars, set), keepTargets(vars, set, api), keepRights(vars, set, api, store, state), keepVotes(vars, set, api), keepWindow(vars, set, api), keepRead(vars, set, api, store, state)];
    return () => stops.forEach((stop) => stop());
  }, [store, state, api]);
  return null;
}

function listen(target, type, hear, options) {
  target.addEventListener(type, hear, options);
  return () => target.removeEventListener(type, hear, options);
}

/** Presses that acts.js has sent; and one's own reply is gone to when it has come. */
function keepMarks(vars, set) {
  const stopActs = listen(window, "academy:acted", ({ detail }) => {
    const changed = acted(vars(), detail);
    if (Object.keys(changed).length) set(changed);
    // The editor closes first, and gives the focus back.
    if (detail.act === "reply" && detail.answer?.id) setTimeout(goTo, ONCE_CLOSED, detail.answer.id, detail.answer.href);
  });
  const stopCopies = listen(document, "click", (event) => {
    const link = event.target.closest?.("#app a[data-copy]");
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    void navigator.clipboard?.writeText(link.href).then(tellCopied, () => {});
  });
  return () => [stopActs, stopCopies].forEach((stop) => stop());
}

function tellCopied() {
  window.dispatchEvent(new CustomEvent("academy:problem", { detail: { key: "post.copied", params: {}, isDone: true } }));
}

/** The post, as soon as it stands on the page; one beyond the window opens with a window of its own. */
function goTo(id, href, tries = 12) {
  const post = document.querySelector(`#app #post-${CSS.escape(String(id))}`);
  if (post) {
    post.scrollIntoView({ block: "center", behavior: "smooth" });
    post.focus({ preventScroll: true });
  } else if (tries) setTimeout(goTo, 100, id, href, tries - 1);
  else if (href) location.assign(href);
}

/** Where the thread may be moved is asked when somebody looks. */
function keepTargets(vars, set, api) {
  return listen(document, "toggle", async (event) => {
    if (!event.target.open || !event.target.querySelector?.("[data-targets]")) return;
    try {
      const response = await fetch(`${api}/community/categories`, { headers: { Accept: "application/json" } });
      if (!response.ok) return;
      const categories = asView(await response.json());
      set({ targets: categories.filter(({ id, can_post: may }) => may && id !== vars().head.category_id) });
    } catch {
      // The menu opens again.
    }
  }, true);
}

/** What the reader may do is asked anew when the thread was closed, opened or moved. */
function keepRights(vars, set, api, store, state) {
  const rules = ({ id, is_locked: isLocked, category_id: category }) => `${id} ${isLocked} ${category}`;
  let known = rules(vars().head);
  return store.subscribe(state, async () => {
    const { head } = vars();
    if (rules(head) === known) return;
    const isSame = known.startsWith(`${head.id} `);
    known = rules(head);
    if (!isSame) return;
    try {
      const response = await fetch(`${api}/community/threads/${head.id}`, { headers: { Accept: "application/json" } });
      if (response.ok && vars().head.id === head.id) set({ rights: asView((await response.json()).rights) });
    } catch {
      // The service asks again whatever the page shows.
    }
  });
}

/** Votes are shown at once and taken back when the server refuses. */
function keepVotes(vars, set, api) {
  let isBusy = false;
  return listen(document, "click", async (event) => {
    const option = event.target.closest?.("#app [data-vote]");
    if (!option || option.disabled || isBusy) return;
    isBusy = true;
    const { head, marks } = vars();
    const votes = voted({ head, marks }, Number(option.dataset.vote));
    set({ marks: { ...marks, votes } });
    const answer = await send(`${api}/community/threads/${head.id}/vote`, "PUT", { optionIds: votes });
    isBusy = false;
    if (answer.isRight) return;
    set({ marks: { ...vars().marks, votes: marks.votes } });
    window.dispatchEvent(new CustomEvent("academy:problem", { detail: answer.body }));
  });
}

async function send(address, method, body) {
  try {
    const response = await fetch(address, {
      method,
      headers: { Accept: "application/json", "Content-Type": "application/json" },
      body: JSON.stringify(body),
      keepalive: true,
    });
    return { isRight: response.ok, body: response.ok ? {} : await response.json() };
  } catch {
    return { isRight: false, body: { key: "act.offline", params: {} } };
  }
}

/** Further windows of replies, and the way to those that have come. */
function keepWindow(vars, set, api) {
  let isBusy = false;

  async function fetchWindow(way) {
    const { head, [way]: cursor } = vars();
    if (isBusy || !cursor) return;
    isBusy = true;
    const anchor = way === "before" ? firstInSight() : null;
    try {
      const query = new URLSearchParams({ [way]: cursor });
      const response = await fetch(`${api}/community/threads/${head.id}/posts?${query}`, { headers: { Accept: "application/json" } });
      if (!response.ok) return;
      const answer = asView(await response.json());
      const known = vars();
      if (known.head.id !== head.id || known[way] !== cursor) return;
      set({
        replies: inOrder(joinedById(answer.posts, known.replies)),
        marks: {
          ...known.marks,
          likes: [...known.marks.likes, ...answer.mine.likes],
          bookmarks: [...known.marks.bookmarks, ...answer.mine.bookmarks],
        },
        [way]: answer[way],
        heads: lower(known.heads, { [`thread:${head.id}`]: answer.head }),
      });
      if (anchor) requestAnimationFrame(() => scrollBy(0, anchor.post.getBoundingClientRect().top - anchor.top));
    } catch {
      // The link stays, to be pressed when the connection is back.
    } finally {
      isBusy = false;
    }
  }

  const stopPresses = listen(document, "click", (event) => {
    const way = event.target.closest?.("#app [data-before], #app [data-after]");
    if (way && event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey)) {
      event.preventDefault();
      void fetchWindow(way.dataset.before !== undefined ? "before" : "after");
    }
    if (event.target.closest?.("#app [data-fresh]")) {
      const [first] = vars().fresh;
      set({ fresh: [] });
      goTo(first);
    }
  }, true);

  const seen = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) void fetchWindow("after");
  }, { rootMargin: "800px" });
  const watch = new MutationObserver(() => {
    const after = document.querySelector("#app [data-after]");
    seen.disconnect();
    if (after) seen.observe(after);
  });
  watch.observe(document.getElementById("app"), { childList: true, subtree: true });
  const after = document.querySelector("#app [data-after]");
  if (after) seen.observe(after);
  return () => {
    stopPresses();
    watch.disconnect();
    seen.disconnect();
  };
}

/** The reply that is being read: what comes in above it must not move it. */
function firstInSight() {
  const post = [...document.querySelectorAll("#app #replies article")].find((each) => each.getBoundingClientRect().bottom > 80);
  return post ? { post, top: post.getBoundingClientRect().top } : null;
}

/** Tells up to which number the posts were seen, now and then and on leaving. */
function keepRead(vars, set, api, store, state) {
  let highest = vars().marks.read;
  let told = highest;
  let thread = vars().head.id;
  let timer = null;
  const dwelling = new Map();

  const tellRead = () => {
    clearTimeout(timer);
    timer = null;
    if (highest <= told || !thread) return;
    told = highest;
    // Lists in other tabs of this browser; elsewhere it is seen with the next load.
    new BroadcastChannel("academy:read").postMessage({ thread, number: highest });
    void send(`${api}/community/threads/${thread}/read`, "PUT", { number: highest });
  };
  const saw = (element) => {
    const number = Number(element.dataset.number);
    const id = Number(element.dataset.post);
    const { fresh } = vars();
    if (fresh.includes(id)) set({ fresh: fresh.filter((each) => each !== id) });
    if (number <= highest) return;
    highest = number;
    timer ??= setTimeout(tellRead, READ_AFTER);
  };
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(dwelling.get(target));
      if (isIntersecting && document.visibilityState === "visible") dwelling.set(target, setTimeout(saw, GLANCE, target));
    }
  });
  const watched = new WeakSet();
  const watch = () => {
    if (vars().head.id !== thread) {
      tellRead();
      thread = vars().head.id;
      highest = told = vars().marks.read;
    }
    for (const post of document.querySelectorAll("#app article[data-post]")) {
      if (watched.has(post)) continue;
      watched.add(post);
      seen.observe(post);
    }
  };
  watch();
  const stop = store.subscribe(state, () => requestAnimationFrame(watch));
  const stopLeaving = listen(window, "pagehide", tellRead);
  return () => {
    tellRead();
    stop();
    stopLeaving();
    seen.disconnect();
  };
}
