/**
 * Notifications that come while a page is open, and earlier ones as one scrolls.
 */
import { createElement as h, useContext, useEffect, useRef, useState } from "react";
import { StateStoreContext } from "$/utils/context-registry";
import { merge, plain, register, suffixed } from "./live/reducers.js";

const NEARLY = "600px";

// A member's channel brings their bell: the count, the newest rows and the ids of those unread.
register("member:notice", (vars, { row: bell }) =>
  bell && vars.notices?.rows ? { notices: withNews(vars.notices, bell) } : {},
);

/** The list with what is new, and with what was read in another tab. */
export function withNews(list, bell) {
  const unread = new Set(bell.unread_ids);
  const newest = new Map(bell.newest.map((row) => [row.id, row]));
  const oldest = bell.newest.at(-1);
  const kept = list.rows
    .filter((row) => !newest.has(row.id) && oldest && !isAfter(row, oldest))
    .map((row) => (bell.is_complete ? { ...row, is_unread: unread.has(row.id) } : row));
  const known = new Set(list.rows.map((row) => row.id));
  const come = bell.newest.filter(
    (row) => known.has(row.id) || (list.is_first && (row.is_unread || !list.is_unread_only)),
  );
  return { ...list, rows: ordered([...come, ...kept]) };
}

/** The list with the page before it. */
export function withEarlier(list, page) {
  const known = new Set(list.rows.map((row) => row.id));
  const rows = ordered([...list.rows, ...page.rows.filter((row) => !known.has(row.id))]);
  return { ...list, rows, next: page.next, next_href: page.next_href };
}

/** The newest first; the first of each day where the reader is says so. */
function ordered(rows) {
  let day = "";
  return rows
    .sort((one, other) => (isAfter(one, other) ? -1 : 1))
    .map((row) => {
      const its = new Date(row.at).toDateString();
      const opens = its === day ? "" : row.at;
      day = its;
      return row.opens === opens ? row : { ...row, opens };
    });
}

function isAfter(one, other) {
  return one.at === other.at ? one.id > other.id : one.at > other.at;
}

/**
 * Around the link to the page before: fetches it into the list instead, when it is pressed or comes near.
 * `state` is the page state's name, `next` the cursor.
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
    if (failed === next) return undefined;
    const watcher = new IntersectionObserver(([entry]) => entry.isIntersecting && load(), { rootMargin: NEARLY });
    watcher.observe(place.current);
    return () => watcher.disconnect();
  }, [next, failed]);

  // Sent afresh, the list keeps what was scrolled to.
  useEffect(() => {
    merge(state, (before, after) => {
      const isSame = before.notices?.is_unread_only === after.notices?.is_unread_only;
      const last = after.notices?.rows.at(-1);
      if (!isSame || !last || !before.notices.is_first || !after.notices.next) return {};
      const older = before.notices.rows.filter((row) => isAfter(last, row));
      return older.length ? { notices: withEarlier(after.notices, { ...before.notices, rows: older }) } : {};
    });
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
