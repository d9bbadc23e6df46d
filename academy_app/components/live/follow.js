/**
 * Where the line of news meets React: `Line` once a page, `Follow` beside what is kept up to date.
 */
import { useContext, useLayoutEffect } from "react";
import { StateStoreContext, app, eventLoop } from "$/utils/context-registry";
import { ReflexEvent } from "$/utils/state";
import { createLine } from "./line.js";
import { attachCompany } from "./company.js";
import { register } from "./reducers.js";
import { steady } from "./steady.js";
import { watchWriting } from "./writing.js";

const ANEW_EVERY = 2_000;
const SLEPT = 10_000;

// In every page's header.
register("member:notice", (vars, { row }) => (row && vars.bell ? { bell: row } : undefined));

// Of the tab: pages come and go, the connection stays.
let line = null;
let anew = { at: -ANEW_EVERY, timer: null };
const early = new Set();

/** Begins to listen, once a tab, and follows the member's own channel. `names` are of states. */
export function Line({ names, api }) {
  const store = useContext(StateStoreContext);
  useLayoutEffect(() => {
    if (line) return;
    const dispatch = steady(store, names);
    const fetchMissed = (channel, after) => ask(`${api}/live/${channel}?after=${after}`);
    line = createLine({ store, live: names.live, dispatch, fetchMissed, loadAnew });
    attachCompany(store, names.live);
    for (const begin of early) begin();
    watchSleep();
    // A page has heard of what it cannot make up by itself.
    addEventListener("academy:stale", loadAnew);
    // What is said too late is not worth saying: nothing is kept while there is no connection.
    watchWriting((channel) => eventLoop.addEvents([ReflexEvent(`${names.live}.typing`, { channel })], [], { temporal: true }));
  }, [store]);
  useFollow(names.session, "mine");
  return null;
}

/** Keeps the rows of the page's `state` up to the channels named in its var `heads`. */
export function Follow({ state }) {
  useFollow(state, "heads");
  return null;
}

function useFollow(state, heads) {
  useLayoutEffect(() => {
    let stop = null;
    const begin = () => {
      early.delete(begin);
      stop = line.bind(state, heads);
    };
    // Which of the two components comes first is not for us to say.
    if (line) begin();
    else early.add(begin);
    return () => {
      early.delete(begin);
      stop?.();
    };
  }, [state, heads]);
}

/** Have the server send this page again; not more often than it takes to load. */
function loadAnew() {
  if (anew.timer) return;
  const pause = Math.max(0, anew.at + ANEW_EVERY - Date.now());
  anew.timer = setTimeout(() => {
    anew = { at: Date.now(), timer: null };
    eventLoop.addEvents(app.onLoadInternalEvent());
  }, pause);
}

async function ask(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    return { status: answer.status, body: answer.ok ? await answer.json() : {} };
  } catch {
    return { status: 0, body: {} };
  }
}

/** After a sleep the connection may be dead without knowing it: what was missed is asked for. */
function watchSleep() {
  let hiddenAt = null;
  addEventListener("online", () => line.check());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") hiddenAt = Date.now();
    else if (hiddenAt !== null && Date.now() - hiddenAt > SLEPT) line.check();
  });
}
