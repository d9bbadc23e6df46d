/**
 * A page stays as it is while its server comes back.
 *
 * On reconnection the server first sends all that it still holds of the tab, which after a restart is
 * nothing, and a moment later the page as it is now. Taken as they come, the page would vanish for
 * that moment and with it what is being typed. So what the server sends while a page is being loaded
 * is held back until the page is there, and taken at once.
 */
import { SUFFIX, joined, plain, suffixed } from "./reducers.js";

const AT = `at${SUFFIX}`;
const HEADS = `heads${SUFFIX}`;
const HYDRATED = `is_hydrated${SUFFIX}`;

/**
 * Stand before the store's dispatchers. `session` is the name of the state that page states descend
 * from, `root` that of the root state, which comes first in each message and says when loading begins
 * and ends. Returns the way around, for changes made by the browser.
 */
export function steady(store, { session, root }) {
  const raw = { ...store.dispatchers };
  let held = null;
  let isSnapshot = false;

  const hold = () => {
    if (!store.getSnapshot(session)?.[AT]) return;
    held ??= {};
    isSnapshot = true;
    queueMicrotask(() => (isSnapshot = false));
  };

  // The rest of the message is on its way, in this very turn.
  const release = () => queueMicrotask(() => {
    const waiting = held ?? {};
    held = null;
    for (const [name, delta] of Object.entries(waiting)) take(name, delta);
  });

  const take = (name, delta) => raw[name](HEADS in delta ? { ...delta, ...kept(store, name, delta) } : delta);

  store.dispatchers[root] = (delta) => {
    raw[root](delta);
    if (delta[HYDRATED]) release();
    else if (delta[HYDRATED] === false) hold();
  };
  for (const name of Object.keys(raw)) {
    if (name !== session && !name.startsWith(`${session}.`)) continue;
    store.dispatchers[name] = (delta) => {
      if (!held) return take(name, delta);
      held[name] = { ...held[name], ...delta };
      if (name === session && delta[AT] && !isSnapshot) release();
      return undefined;
    };
  }
  return (name, delta) => raw[name](delta);
}

/** What the page keeps of its own, when it is the same one that comes afresh. */
function kept(store, name, delta) {
  const before = store.getSnapshot(name);
  if (!isSamePage(Object.keys(before?.[HEADS] ?? {}), Object.keys(delta[HEADS] ?? {}))) return {};
  return suffixed(joined(name, plain(before), plain({ ...before, ...delta })));
}

/** Of a list of categories some may have come or gone; the member's own channel is on every page. */
function isSamePage(before, after) {
  const common = before.filter((channel) => after.includes(channel));
  const isWhole = common.length === before.length && common.length === after.length;
  return common.length > 0 && (isWhole || common.some((channel) => !channel.startsWith("member:")));
}
