/**
 * The outbox of this page: one for a member, over fetch, telling the page by events on `window` and the other tabs by
 * a channel.
 */
import { openStorage } from "../player/remembered.js";
import { call } from "./calls.js";
import { createOutbox } from "./outbox.js";

/** @typedef {import("./outbox.js").Parcel} Parcel */
/** @typedef {import("./calls.js").Answer} Answer */

/** @type {Map<string, ReturnType<typeof createOutbox>>} */
const outboxes = new Map();

/** Posts left by an earlier page go out as soon as it is opened. @param {string} member @param {string} api */
export function openDelivery(member, api) {
  const known = outboxes.get(member);
  if (known) return known;
  const others = new BroadcastChannel(`academy:posts:${member}`);
  const outbox = createOutbox({
    member,
    storage: openStorage(),
    transport: ({ method, path, body }) => call(method, api + path, body),
    alone,
    tell(event, parcel, answer) {
      announce(event, parcel, answer);
      if (event === "sent") others.postMessage({ parcel, answer });
    },
  });
  others.onmessage = ({ data }) => announce("sent", data.parcel, data.answer, true);
  window.addEventListener("online", outbox.resume);
  outboxes.set(member, outbox);
  outbox.wake();
  return outbox;
}

/** @param {string} event @param {Parcel} parcel @param {Answer} answer */
function announce(event, parcel, answer, isElsewhere = false) {
  window.dispatchEvent(new CustomEvent("academy:post", { detail: { event, parcel, answer, isElsewhere } }));
}

/** @param {string} name @param {() => Promise<void>} run */
async function alone(name, run) {
  // Only secure origins have locks; without them the server still knows each post by its id.
  if (!navigator.locks) {
    await run();
    return true;
  }
  return navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (!lock) return false;
    await run();
    return true;
  });
}
