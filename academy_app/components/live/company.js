/**
 * Who is here and who is writing, by channel, as the server last said.
 */
import { useSyncExternalStore } from "react";
import { createCompany } from "./meeting.js";

const company = createCompany();

/** Listen to the vars `here` and `writing` of the state called `live`. */
export function attachCompany(store, live) {
  const hear = () => company.hear(store.getSnapshot(live) ?? {});
  store.subscribe(live, hear);
  addEventListener("academy:news", ({ detail }) => company.posted(detail.channel, detail.items));
  hear();
}

/** Who follows `channel`: { count, people }. */
export function useHere(channel) {
  return useSyncExternalStore(company.subscribe, () => company.here(channel));
}

/** The people writing in `channel` besides the member `me`. */
export function useWriting(channel, me) {
  return useSyncExternalStore(company.subscribe, () => company.writing(channel, me));
}
