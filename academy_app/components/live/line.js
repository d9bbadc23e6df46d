/**
 * One tab's line of news: what comes over the socket, what was missed, and what pages make of it.
 *
 * The vars of LiveState are messages, not state: `news` is what is new in a channel, `present` the
 * heads at which this page began to follow its channels, `stale` asks to load the page anew. They
 * come at any time, before the page's own rows too, so everything is remembered by channel and
 * brought into a page's vars by one rule: rows that are true at `heads[channel]` take in all items
 * behind that number. What is missing in between is fetched.
 */
import { Log } from "./log.js";
import { plain, reduced, suffixed } from "./reducers.js";

// More than a page can follow: what is forgotten while a page takes in its channels would be missed.
const CHANNELS = 300;
const SOON = 80;
const FIRST_PAUSE = 300;
const LONGEST_PAUSE = 10_000;

/**
 * `store` is Reflex's; `dispatch(name, delta)` changes vars in this browser only; `fetchMissed(channel,
 * after)` answers { status, body }; `loadAnew()` has the server send the page again.
 */
export function createLine({ store, live, dispatch, fetchMissed, loadAnew, wait = pause }) {
  const logs = new Map();
  const bindings = new Set();
  const fetching = new Set();
  let seen = {};

  const log = (channel) => {
    const found = logs.get(channel) ?? new Log();
    logs.delete(channel);
    logs.set(channel, found);
    if (logs.size > CHANNELS) logs.delete(logs.keys().next().value);
    return found;
  };

  const heads = ({ state, heads: name }) => plain(store.getSnapshot(state))[name] ?? {};

  const head = (channel) => {
    const all = [...bindings].filter((binding) => channel in heads(binding));
    return all.length ? Math.min(...all.map((binding) => heads(binding)[channel])) : null;
  };

  /** Bring every page's vars up to what was heard. */
  const sync = () => {
    for (const binding of bindings) {
      if (binding.isBusy) continue;
      binding.isBusy = true;
      try {
        for (const channel of Object.keys(heads(binding))) takeIn(binding, channel);
      } finally {
        binding.isBusy = false;
      }
    }
  };

  const takeIn = (binding, channel) => {
    const { state, heads: name } = binding;
    const vars = plain(store.getSnapshot(state));
    const items = log(channel).since(vars[name][channel]);
    if (items === null) {
      catchUp(channel);
    } else if (log(channel).told > vars[name][channel]) {
      const changed = reduced(vars, channel, items);
      const moved = { ...vars[name], [channel]: log(channel).told };
      dispatch(state, suffixed({ ...changed, [name]: moved }));
      announce(channel, items);
    }
  };

  /** Fetch what is missing of a channel, until it is here or nobody follows it any more. */
  const catchUp = async (channel, isForced = false) => {
    if (fetching.has(channel)) return;
    fetching.add(channel);
    try {
      // The page itself may be on its way; and not all tabs shall ask at once.
      if (!isForced) await wait(SOON * (1 + Math.random()));
      for (let tries = 0; head(channel) !== null; tries += 1) {
        if (!isForced && log(channel).since(head(channel)) !== null) break;
        const { told } = log(channel);
        const { status, body } = await fetchMissed(channel, head(channel));
        if (status === 200 && !body.reset) {
          log(channel).hear(body);
          if (body.last < told) log(channel).restart(body.last);
          if (isForced) break;
        } else {
          const isOver = status === 200 || [401, 403, 404].includes(status);
          if (isOver) loadAnew();
          const longest = isOver ? LONGEST_PAUSE : Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** tries);
          await wait(longest * (0.5 + Math.random() / 2));
        }
      }
    } finally {
      fetching.delete(channel);
    }
    sync();
  };

  const hear = () => {
    const { news, present, stale } = plain(store.getSnapshot(live));
    if (news?.channel && news !== seen.news) log(news.channel).hear(news);
    for (const [channel, number] of Object.entries(present ?? {})) log(channel).tell(number);
    if (stale && stale !== seen.stale) loadAnew();
    seen = { news, present, stale };
    sync();
  };
  const stop = store.subscribe(live, hear);
  hear();

  return {
    /** Keep a state's rows up to the channels named in its var `heads`; returns the way to stop. */
    bind(state, name) {
      const binding = { state, heads: name };
      bindings.add(binding);
      const unsubscribe = store.subscribe(state, sync);
      sync();
      return () => {
        unsubscribe();
        bindings.delete(binding);
      };
    },
    /** Ask for what may have been missed, such as after a sleep. */
    check() {
      for (const binding of bindings) for (const channel of Object.keys(heads(binding))) catchUp(channel, true);
    },
    stop,
  };
}

/** Tell whatever else of the page wants to know. */
function announce(channel, items) {
  if (items.length) globalThis.dispatchEvent?.(new CustomEvent("academy:news", { detail: { channel, items } }));
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
