/**
 * Reports on their way to the server, kept in localStorage until it has acknowledged them. A report sent twice is
 * harmless: the server knows (session, seq). Each report has a key of its own, so that tabs cannot undo one
 * another's changes.
 */
import { union } from "./spans.js";

/** @typedef {import("./spans.js").Span} Span */
/**
 * @typedef {object} Parcel
 * @property {string} session @property {number} seq @property {number} lessonId @property {number} videoId
 * @property {Span[]} spans @property {number} position @property {number | null} duration @property {number} rate
 */
/** @typedef {{parcel: Parcel, tried: boolean, notBefore: number}} Entry */
/** @typedef {{status: number, body?: any, retryAfter?: number}} Answer status 0: it never arrived. */

const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 60_000;
/** How long the server's clock gets before spans that it did not grant yet are sent again. */
const DEFER_MS = 10_000;
const LIMIT = 60;

/**
 * @param {object} world
 * @param {string} world.member Whose reports these are: another member's stay where they are.
 * @param {(parcel: Parcel) => Promise<Answer>} world.transport
 * @param {(parcel: Parcel) => boolean} world.beacon
 * @param {(event: "answer" | "state" | "dropped", detail: any) => void} world.tell
 * @param {Storage} world.storage @param {() => number} [world.now] Monotonic milliseconds.
 * @param {{setTimeout: Function, clearTimeout: Function}} [world.timers] @param {() => number} [world.random]
 */
export function createOutbox({
  member, transport, beacon, tell,
  storage, now = () => performance.now(), timers = globalThis, random = Math.random,
}) {
  const prefix = `academy:outbox:${member}:`;
  /** @type {Map<string, Entry>} */
  const entries = restore(storage, prefix);
  /** @type {Map<string, number>} */
  const lastSeq = new Map();
  for (const { parcel } of entries.values()) {
    lastSeq.set(parcel.session, Math.max(parcel.seq, lastSeq.get(parcel.session) ?? -1));
  }
  let failures = 0;
  /** A server that did not answer one report will not answer the next: nothing goes out before. */
  let heldUntil = 0;
  let sending = false;
  let signedOut = false;
  /** @type {any} */
  let timer = null;

  /**
   * Takes a report in. With `leaving` it goes out by beacon at once and stays here until it is acknowledged.
   * @param {Omit<Parcel, "seq">} report @param {{leaving?: boolean}} [how]
   */
  function post(report, { leaving = false } = {}) {
    const waiting = waitingFor(report);
    if (waiting) replace(waiting, merge(waiting.parcel, report), 0);
    else add(report, 0);
    bound();
    if (leaving) beaconAll();
    else wake();
  }

  /** Spans that the server's clock did not grant yet travel on with the next report, or alone a little later.
   * @param {Parcel} parcel @param {Span[]} spans */
  function postpone(parcel, spans) {
    const waiting = waitingFor(parcel);
    if (waiting) replace(waiting, { ...waiting.parcel, spans: [...spans, ...waiting.parcel.spans] }, waiting.notBefore);
    else add({ ...parcel, spans }, now() + DEFER_MS);
  }

  /** A report not sent yet can still take in another one. @param {Omit<Parcel, "seq">} report */
  function waitingFor(report) {
    return [...entries.values()].find((entry) => !entry.tried && sameVideo(entry.parcel, report));
  }

  /** @param {Entry} entry @param {Parcel} parcel @param {number} notBefore */
  function replace(entry, parcel, notBefore) {
    entry.parcel = parcel;
    entry.notBefore = notBefore;
    keep(entry);
  }

  /** @param {Omit<Parcel, "seq">} report @param {number} notBefore */
  function add(report, notBefore) {
    keep({ parcel: { ...report, seq: nextSeq(report.session) }, tried: false, notBefore });
  }

  /** @param {string} session */
  function nextSeq(session) {
    const seq = (lastSeq.get(session) ?? -1) + 1;
    lastSeq.set(session, seq);
    return seq;
  }

  /** Sends now what is due, one after the other; later what is not. */
  async function wake() {
    timers.clearTimeout(timer);
    if (sending || signedOut) return;
    sending = true;
    try {
      for (let entry = due(); entry; entry = due()) {
        if (!(await deliver(entry))) break;
      }
    } finally {
      sending = false;
    }
    plan();
  }

  /** @param {Entry} entry @returns {Promise<boolean>} Whether to go on with the next. */
  async function deliver(entry) {
    entry.tried = true;
    keep(entry);
    const answer = await transport(entry.parcel).catch(() => ({ status: 0 }));
    if (answer.status >= 200 && answer.status < 300) return acknowledged(entry, answer);
    if (answer.status === 401) return stopped();
    if (isFinal(answer.status)) return refused(entry, answer);
    failures += 1;
    heldUntil = now() + Math.max(backoff(), (answer.retryAfter ?? 0) * 1000);
    state();
    return false;
  }

  /** @param {Entry} entry @param {Answer} answer */
  function acknowledged(entry, answer) {
    failures = 0;
    forget(entry);
    const deferred = answer.body?.deferred ?? [];
    if (deferred.length) postpone(entry.parcel, deferred);
    tell("answer", { parcel: entry.parcel, answer: answer.body });
    state();
    return true;
  }

  /** Signed out: everything is kept for the next sign-in of the same member. */
  function stopped() {
    signedOut = true;
    state();
    return false;
  }

  /** @param {Entry} entry @param {Answer} answer */
  function refused(entry, answer) {
    forget(entry);
    tell("dropped", { session: entry.parcel.session, seq: entry.parcel.seq, status: answer.status, problem: answer.body });
    state();
    return true;
  }

  function beaconAll() {
    for (const entry of entries.values()) {
      if (entry.tried) continue;
      entry.tried = true;
      entry.notBefore = now() + DEFER_MS;
      keep(entry);
      beacon(entry.parcel);
    }
    plan();
  }

  /** The connection is back, or the member has signed in: no reason to wait any longer. */
  function resume() {
    signedOut = false;
    failures = 0;
    heldUntil = 0;
    for (const entry of entries.values()) if (entry.tried) entry.notBefore = 0;
    return wake();
  }

  function plan() {
    timers.clearTimeout(timer);
    if (signedOut || !entries.size) return;
    const next = Math.min(...[...entries.values()].map((entry) => entry.notBefore));
    timer = timers.setTimeout(wake, Math.max(0, Math.max(next, heldUntil) - now()));
  }

  function due() {
    if (heldUntil > now()) return undefined;
    return [...entries.values()].find((entry) => entry.notBefore <= now());
  }

  function backoff() {
    const wait = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
    return wait * (0.75 + random() / 2);
  }

  function state() {
    const name = signedOut ? "signed-out" : failures ? "waiting" : "clear";
    tell("state", { state: name, waiting: entries.size });
  }

  /** Too many: the oldest report joins the next of its session, else it goes. */
  function bound() {
    while (entries.size > LIMIT) {
      const [oldest, ...rest] = entries.values();
      const heir = rest.find((entry) => sameVideo(entry.parcel, oldest.parcel));
      if (heir) {
        heir.parcel = { ...heir.parcel, spans: union([...oldest.parcel.spans, ...heir.parcel.spans]) };
        if (heir.tried) renumber(heir);
        keep(heir);
      }
      forget(oldest);
    }
  }

  /** A number that the server may have seen would hide what has been added. @param {Entry} entry */
  function renumber(entry) {
    forget(entry);
    entry.parcel = { ...entry.parcel, seq: nextSeq(entry.parcel.session) };
  }

  /** @param {Entry} entry */
  function keep(entry) {
    const key = keyOf(prefix, entry.parcel);
    entries.set(key, entry);
    try {
      storage.setItem(key, JSON.stringify(entry.parcel));
    } catch {
      // Storage is full or forbidden: the report lives as long as the page.
    }
  }

  /** @param {Entry} entry */
  function forget(entry) {
    const key = keyOf(prefix, entry.parcel);
    entries.delete(key);
    storage.removeItem(key);
  }

  return { post, wake, resume, size: () => entries.size };
}

/** @param {Storage} storage @param {string} prefix @returns {Map<string, Entry>} */
function restore(storage, prefix) {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  const found = keys.filter((key) => key.startsWith(prefix)).map((key) => parse(storage.getItem(key)));
  const parcels = found.filter((parcel) => parcel !== null).sort((a, b) => a.seq - b.seq);
  return new Map(parcels.map((parcel) => [keyOf(prefix, parcel), { parcel, tried: true, notBefore: 0 }]));
}

/** @param {string | null} text @returns {Parcel | null} */
function parse(text) {
  try {
    const parcel = JSON.parse(text ?? "");
    return Array.isArray(parcel.spans) && Number.isInteger(parcel.seq) ? parcel : null;
  } catch {
    return null;
  }
}

/** @param {string} prefix @param {Parcel} parcel */
const keyOf = (prefix, parcel) => `${prefix}${parcel.session}:${parcel.seq}`;

/** @param {Omit<Parcel, "seq">} a @param {Omit<Parcel, "seq">} b */
function sameVideo(a, b) {
  return a.session === b.session && a.lessonId === b.lessonId && a.videoId === b.videoId;
}

/** @param {Parcel} older @param {Omit<Parcel, "seq">} newer @returns {Parcel} */
function merge(older, newer) {
  return { ...older, ...newer, seq: older.seq, spans: [...older.spans, ...newer.spans], duration: newer.duration ?? older.duration };
}

/** A refusal that no repetition will change. @param {number} status */
function isFinal(status) {
  return status >= 400 && status < 500 && ![408, 425, 429].includes(status);
}
