/**
 * What is known of who is here and who is writing. Pure but for its clock.
 */
import { SUFFIX } from "./reducers.js";

// Milliseconds after which someone who said nothing more no longer writes.
export const WRITES_FOR = 6_000;
const NOBODY = Object.freeze({ count: 0, people: Object.freeze([]) });
const NONE = Object.freeze([]);

export function createCompany(clock = { now: () => Date.now(), after: (ms, run) => setTimeout(run, ms) }) {
  const listeners = new Set();
  const here = new Map();
  // By channel, then by member: the person and until when they write.
  const writers = new Map();
  const shown = new Map();
  let seen = {};

  const tell = () => {
    shown.clear();
    for (const listener of listeners) listener();
  };

  const write = ({ channel, people }) => {
    const found = writers.get(channel) ?? new Map();
    writers.set(channel, found);
    for (const person of people) found.set(person.id, { person, until: clock.now() + WRITES_FOR });
    clock.after(WRITES_FOR + 50, expire);
  };

  const expire = () => {
    for (const found of writers.values()) {
      for (const [id, { until }] of found) if (until <= clock.now()) found.delete(id);
    }
    tell();
  };

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hear(snapshot) {
      const now = { here: snapshot[`here${SUFFIX}`], writing: snapshot[`writing${SUFFIX}`] };
      if (now.here?.channel && now.here !== seen.here) here.set(now.here.channel, now.here);
      if (now.writing?.channel && now.writing !== seen.writing) write(now.writing);
      const isNews = now.here !== seen.here || now.writing !== seen.writing;
      seen = now;
      if (isNews) tell();
    },
    /** Whoever has posted no longer writes. */
    posted(channel, items) {
      const found = writers.get(channel);
      if (!found?.size) return;
      for (const { row } of items) found.delete(row?.author?.id);
      tell();
    },
    here: (channel) => here.get(channel) ?? NOBODY,
    /** The same array until something changes: React asks for it often. */
    writing(channel, me) {
      const key = `${channel} ${me}`;
      if (!shown.has(key)) {
        const found = [...(writers.get(channel)?.values() ?? [])].map(({ person }) => person);
        const others = found.filter(({ id }) => id !== me);
        shown.set(key, others.length ? others : NONE);
      }
      return shown.get(key);
    },
  };
}
