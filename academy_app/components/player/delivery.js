/**
 * The outbox of this page: one for a member, over fetch and beacons, telling the page by events on `window`.
 */
import { createOutbox } from "./outbox.js";
import { openStorage } from "./remembered.js";

/** @typedef {import("./outbox.js").Parcel} Parcel */
/** @typedef {import("./outbox.js").Answer} Answer */

/** @type {Map<string, ReturnType<typeof createOutbox>>} */
const outboxes = new Map();

/**
 * Reports left by an earlier page go out as soon as it is opened.
 * @param {string} member @param {string} api
 */
export function openDelivery(member, api) {
  const known = outboxes.get(member);
  if (known) return known;
  const address = `${api}/progress/video`;
  const outbox = createOutbox({
    member,
    storage: openStorage(),
    transport: (parcel) => put(address, parcel),
    beacon: (parcel) => navigator.sendBeacon(address, new Blob([JSON.stringify(parcel)], { type: "application/json" })),
    tell,
  });
  window.addEventListener("online", outbox.resume);
  outboxes.set(member, outbox);
  outbox.wake();
  return outbox;
}

/** @param {string} address @param {Parcel} parcel @returns {Promise<Answer>} */
async function put(address, parcel) {
  const response = await fetch(address, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(parcel),
    keepalive: true,
  });
  const body = await response.json().catch(() => null);
  return { status: response.status, body, retryAfter: Number(response.headers.get("Retry-After")) || 0 };
}

/** @param {"answer" | "state" | "dropped"} event @param {any} detail */
function tell(event, detail) {
  if (event === "answer") {
    const { parcel, answer } = detail;
    return announce("progress", { ...answer, lessonId: parcel.lessonId, videoId: parcel.videoId });
  }
  announce(event === "state" ? "outbox" : "dropped", detail);
}

/** @param {string} name @param {any} detail */
export function announce(name, detail) {
  window.dispatchEvent(new CustomEvent(`academy:${name}`, { detail }));
}
