/**
 * Notifications that come while a page is open, and earlier ones as one scrolls.
 */
import { createElement as h, useContext, useEffect, useRef, useState } from "react";
import { StateStoreContext } from "$/utils/context-registry";
import { merge, plain, register, suffixed } from "./live/reducers.js";
import { withEarlier, withKept, withNews } from "./notice_list.js";

const NEARLY = "600px";
const READS = new Set(["read", "read-all"]);

// A member's channel brings their bell: the count, the newest rows and the ids of those unread.
register("member:notice", (vars, { row: bell }) =>
  bell && vars.notices?.rows ? { notices: withNews(vars.notices, bell) } : {},
);

/**
 * Under the list, around the link to the page before: fetches it into the list instead, when it is pressed or
 * comes near. `state` is the page state's name, `next` the cursor, "" for none.
 */
export function Earlier({ state, next, isUnreadOnly, api, children }) {
  const store = useContext(StateStoreContext);
  const place = useRef(null);
  const [isBusy, setBusy] = useState(false);
  const [failed, setFailed] = useState("");

  const load = async () => {
    if (isBusy) return;
    setBusy(true);
    const page = await ask(`${api}/notifications?unread=${isUnreadOnly}&after=${encodeURIComponent(next)}`);
    setBusy(false);
    if (!page) return setFailed(next);
    const { notices } = plain(store.getSnapshot(state));
    if (notices.next === next) store.dispatchers[state](suffixed({ notices: withEarlier(notices, page) }));
  };

  useEffect(() => {
    // What could not be fetched waits to be pressed.
    if (!next || failed === next) return undefined;
    const watcher = new IntersectionObserver(([entry]) => entry.isIntersecting && load(), { rootMargin: NEARLY });
    watcher.observe(place.current);
    return () => watcher.disconnect();
  }, [next, failed]);

  // What was read here is seen at once, whether or not news comes.
  useEffect(() => {
    const take = ({ detail: { act, answer } }) => {
      const { notices } = plain(store.getSnapshot(state));
      if (READS.has(act) && answer.newest) store.dispatchers[state](suffixed({ notices: withNews(notices, answer) }));
    };
    addEventListener("academy:acted", take);
    return () => removeEventListener("academy:acted", take);
  }, [state]);

  // Sent afresh, the list keeps what was scrolled to.
  useEffect(() => {
    merge(state, (before, after) => withKept(before.notices, after.notices));
  }, [state]);

  const press = (event) => {
    if (!isPlain(event) || !event.target.closest("a")) return;
    event.preventDefault();
    event.stopPropagation();
    void load();
  };
  return h("div", { ref: place, onClickCapture: press, "aria-busy": isBusy }, children);
}

async function ask(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (answer.ok) return await answer.json();
  } catch {
    // Said below.
  }
  dispatchEvent(new CustomEvent("academy:problem", { detail: { key: "act.offline" } }));
  return null;
}

function isPlain({ button, metaKey, ctrlKey, shiftKey, altKey }) {
  return button === 0 && !(metaKey || ctrlKey || shiftKey || altKey);
}
