/**
 * How a page takes in what is new. Pages register, `line.js` calls.
 *
 *     import { register, merge } from "../live/reducers.js";
 *     register("thread:post", (vars, item, channel) => ({ replies: ... }));
 *
 * `register(kind, reduce)`: `kind` is the channel's kind and the item's: "thread:post",
 * "category:thread", "member:notice". `vars` are the page state's vars by their Python names; `item`
 * is { number, kind, id, row }, where `row` is the view as the server would load it now, null when it
 * is gone; `channel` is "thread:12". Answer the vars that change, or nothing. Never change what you
 * were given: React compares by identity. An item may come twice, after a page was loaded again.
 *
 * `merge(state, join)`: `state` is a page state's full name. When the server sends the same page
 * afresh, after a lost connection for example, `join(before, after)` may answer vars to hold instead:
 * say, older rows that had been fetched on scrolling. Both are vars by their Python names.
 */
const reducers = new Map();
const joins = new Map();
export const SUFFIX = "_rx_state_";

export function register(kind, reduce) {
  if (!reducers.has(kind)) reducers.set(kind, new Set());
  reducers.get(kind).add(reduce);
  return () => reducers.get(kind).delete(reduce);
}

export function merge(state, join) {
  joins.set(state, join);
}

/** What changes in a state's `vars` when these items of a channel are taken in, in order. */
export function reduced(vars, channel, items) {
  const prefix = channel.split(":")[0];
  let changed = {};
  for (const item of items) {
    for (const reduce of reducers.get(`${prefix}:${item.kind}`) ?? []) {
      changed = { ...changed, ...reduce({ ...vars, ...changed }, item, channel) };
    }
  }
  return changed;
}

/** What a page holds when the server has sent it afresh. */
export function joined(state, before, after) {
  return joins.get(state)?.(before, after) ?? {};
}

/** A snapshot of the store as vars by their Python names. */
export function plain(snapshot) {
  const vars = {};
  for (const [name, value] of Object.entries(snapshot ?? {})) {
    vars[name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name] = value;
  }
  return vars;
}

/** Vars as the store calls them. */
export function suffixed(vars) {
  return Object.fromEntries(Object.entries(vars).map(([name, value]) => [name + SUFFIX, value]));
}
