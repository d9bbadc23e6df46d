/**
 * What the builder asks of the server. Changes of the tree go one after another, in the order in which they were made.
 */
import { call, isRight } from "../editor/calls.js";

/** @typedef {import("../editor/calls.js").Answer} Answer */

/** @param {string} api */
export function openRequests(api) {
  const root = `${api}/teach`;
  /** @type {Promise<unknown>} */
  let line = Promise.resolve();
  let waiting = 0;
  /** @param {() => Promise<Answer>} ask @returns {Promise<Answer>} */
  const inLine = (ask) => {
    waiting += 1;
    const answer = line.then(ask).finally(() => (waiting -= 1));
    line = answer.catch(() => undefined);
    return answer;
  };
  const change = (/** @type {string} */ method, /** @type {string} */ path, /** @type {object} */ body = undefined) =>
    inLine(() => call(method, root + path, body));
  return {
    root,
    isBusy: () => waiting > 0,
    get: (/** @type {string} */ path) => call("GET", root + path),
    ask: (/** @type {string} */ method, /** @type {string} */ path, /** @type {object} */ body = undefined, more = {}) => call(method, root + path, body, more),
    change,
  };
}

export { call, isRight };

/** @param {Answer} answer What to tell the member of a refusal. */
export function problemOf({ status, body }) {
  const first = Object.values(body?.errors ?? {})[0];
  const message = first?.message ?? body?.message;
  if (first) return { key: first.key, params: first.params ?? {}, message };
  return { key: body?.key ?? (status ? "error.unknown" : "builder.no_connection"), params: body?.params ?? {}, message };
}

/** Say it where the site says such things. @param {Answer} answer */
export function complain(answer) {
  if (answer.status === 401) return location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  return dispatchEvent(new CustomEvent("academy:problem", { detail: problemOf(answer) }));
}
