/**
 * The list of drafts in the browser: what is thrown away can be brought back until the page is left.
 */
import { useContext, useEffect } from "react";
import { StateStoreContext } from "$/utils/context-registry";
import { plain, suffixed } from "./live/reducers.js";

export function DraftsKeeper({ state, api }) {
  const store = useContext(StateStoreContext);
  useEffect(() => {
    // By key: what stood there, for whoever did not mean it.
    const held = new Map();
    const busy = new Set();
    const mark = (key, isGone) => {
      const { gone } = plain(store.getSnapshot(state));
      const others = gone.filter((each) => each !== key);
      store.dispatchers[state](suffixed({ gone: isGone ? [...others, key] : others }));
    };

    async function throwAway(key) {
      const { fields } = (await ask("GET", key)) ?? {};
      if (fields) held.set(key, fields);
      await ask("DELETE", key);
      mark(key, true);
    }

    async function bringBack(key) {
      // It was gone before somebody pressed.
      if (held.has(key)) await ask("PUT", key, { fields: held.get(key), version: 0 });
      mark(key, false);
    }

    async function ask(method, key, body) {
      const response = await fetch(`${api}/community/drafts/${key}`, {
        method,
        headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) },
        body: body && JSON.stringify(body),
      });
      const answer = response.status === 204 ? null : await response.json();
      if (!response.ok) throw answer;
      return answer;
    }

    const press = async ({ target }) => {
      const key = target.closest?.("#app [data-draft]")?.dataset.draft;
      if (!key || busy.has(key)) return;
      busy.add(key);
      try {
        const isGone = plain(store.getSnapshot(state)).gone.includes(key);
        await (isGone ? bringBack(key) : throwAway(key));
      } catch (problem) {
        const detail = problem?.key ? problem : { key: "act.offline", params: {} };
        window.dispatchEvent(new CustomEvent("academy:problem", { detail }));
      } finally {
        busy.delete(key);
      }
    };
    document.addEventListener("click", press);
    return () => document.removeEventListener("click", press);
  }, [store, state, api]);
  return null;
}
