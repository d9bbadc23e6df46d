/**
 * Posts on their way to the server, kept in localStorage until it has acknowledged them. The server knows a post by
 * its author's clientId: sent again it is the same post. A lock lets one tab send at a time.
 */
import { isFinal, isRight } from "./calls.js";

/** @typedef {import("./calls.js").Answer} Answer */
/**
 * @typedef {object} Parcel
 * @property {string} clientId @property {string} method @property {string} path Behind the API's address.
 * @property {object} body @property {object} request What the editor was opened with. @property {string} draftKey
 * @property {number} at
 */
/** @typedef {"sent" | "refused" | "waiting" | "signed-out"} Event */

const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 60_000;

/**
 * @param {object} world
 * @param {string} world.member Whose posts these are: another member's stay where they are.
 * @param {(parcel: Parcel) => Promise<Answer>} world.transport
 * @param {(event: Event, parcel: Parcel, answer: Answer) => void} world.tell
 * @param {Storage} world.storage
 * @param {(name: string, run: () => Promise<void>) => Promise<boolean>} world.alone False when another tab holds the lock.
 * @param {{setTimeout: Function, clearTimeout: Function}} [world.timers] @param {() => number} [world.random]
 */
export function createOutbox({ member, transport, tell, storage, alone, timers = globalThis, random = Math.random }) {
  const prefix = `academy:post:${member}:`;
  /** What a storage that is full or forbidden did not take. @type {Map<string, Parcel>} */
  const unkept = new Map();
  let failures = 0;
  let sending = false;
  let isAskedAgain = false;
  /** @type {any} */
  let timer = null;

  /** @param {Parcel} parcel */
  function post(parcel) {
    try {
      storage.setItem(prefix + parcel.clientId, JSON.stringify(parcel));
    } catch {
      unkept.set(parcel.clientId, parcel);
    }
    return wake();
  }

  /** Sends what waits, one after the other. */
  async function wake() {
    timers.clearTimeout(timer);
    if (sending) {
      isAskedAgain = true;
      return;
    }
    sending = true;
    let wait = 0;
    try {
      do {
        isAskedAgain = false;
        for (const parcel of all()) {
          wait = await deliver(parcel);
          if (wait) break;
        }
      } while (isAskedAgain && !wait);
    } finally {
      sending = false;
    }
    if (wait > 0 && Number.isFinite(wait)) timer = timers.setTimeout(wake, wait);
  }

  /** @param {Parcel} parcel @returns {Promise<number>} Milliseconds to wait before anything else goes out. */
  async function deliver(parcel) {
    let wait = 0;
    const isMine = await alone(prefix + parcel.clientId, async () => {
      // Another tab may have sent it while this one waited its turn.
      if (has(parcel.clientId)) wait = await send(parcel);
    });
    return isMine ? wait : FIRST_RETRY_MS;
  }

  /** @param {Parcel} parcel */
  async function send(parcel) {
    const answer = await transport(parcel);
    if (isRight(answer.status)) return done(parcel, "sent", answer);
    if (isFinal(answer.status)) return done(parcel, "refused", answer);
    if (answer.status === 401) {
      tell("signed-out", parcel, answer);
      return Infinity;
    }
    failures += 1;
    const wait = Math.max(backoff(), answer.retryAfter * 1000);
    tell("waiting", parcel, answer);
    return wait;
  }

  /** @param {Parcel} parcel @param {Event} event @param {Answer} answer */
  function done(parcel, event, answer) {
    failures = 0;
    forget(parcel.clientId);
    tell(event, parcel, answer);
    return 0;
  }

  /** The connection is back, or the member has signed in: no reason to wait any longer. */
  function resume() {
    failures = 0;
    return wake();
  }

  function backoff() {
    return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1)) * (0.75 + random() / 2);
  }

  /** In the order in which they were written. @returns {Parcel[]} */
  function all() {
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
    const kept = keys.filter((key) => key.startsWith(prefix)).map((key) => parse(storage.getItem(key)));
    return [...kept.filter((parcel) => parcel !== null), ...unkept.values()].sort((a, b) => a.at - b.at);
  }

  /** @param {string} clientId */
  const has = (clientId) => unkept.has(clientId) || storage.getItem(prefix + clientId) !== null;

  /** @param {string} clientId */
  function forget(clientId) {
    unkept.delete(clientId);
    storage.removeItem(prefix + clientId);
  }

  return { post, wake, resume, has, all };
}

/** @param {string | null} text @returns {Parcel | null} */
function parse(text) {
  try {
    const parcel = JSON.parse(text ?? "");
    return typeof parcel.clientId === "string" && typeof parcel.path === "string" ? parcel : null;
  } catch {
    return null;
  }
}
