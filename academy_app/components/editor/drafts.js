/**
 * What is being written: in this browser at once, on the server a moment later. Each save names the version that it
 * was typed upon, so that two devices cannot silently overwrite one another.
 */
import { isRight } from "./calls.js";

/** @typedef {Record<string, any>} Fields */
/** @typedef {{fields: Fields, version: number, isDirty: boolean}} Kept */
/** @typedef {{fields: Fields, version: number, updated_at: string}} Stored */
/** @typedef {"saved" | "waiting" | "signed-out" | "conflict" | "full"} State */

const PAUSE_MS = 1_000;
const LONGEST_MS = 4_000;
const RETRY_MS = 10_000;

/**
 * @param {object} world
 * @param {string} world.key @param {string | number} world.member
 * @param {Storage} world.storage
 * @param {(method: string, body?: object, more?: RequestInit) => Promise<import("./calls.js").Answer>} world.ask
 * @param {(fields: Fields) => boolean} world.isEmpty Nothing worth keeping.
 * @param {(state: State, theirs?: Stored) => void} world.tell
 */
export function openDraft({ key, member, storage, ask, isEmpty, tell }) {
  const place = `academy:draft:${member}:${key}`;
  /** @type {Kept | null} */
  let kept = read();
  /** @type {any} */
  let timer = null;
  let dueAt = 0;
  /** @type {Promise<void> | null} */
  let saving = null;
  let isPaused = false;

  /** @returns {Kept | null} */
  function read() {
    try {
      const found = JSON.parse(storage.getItem(place) ?? "null");
      return found && typeof found.fields === "object" ? found : null;
    } catch {
      return null;
    }
  }

  function write() {
    try {
      if (kept) storage.setItem(place, JSON.stringify(kept));
      else storage.removeItem(place);
    } catch {
      // A full storage leaves the text on the screen and on the server.
    }
  }

  /** What the server has; taken unless something was typed here that it does not know. @returns {Promise<Fields | null>} */
  async function load() {
    const answer = await ask("GET");
    if (isNone(answer)) {
      if (kept && !kept.isDirty) {
        // Sent or thrown away on another device.
        kept = null;
        write();
      } else if (kept) {
        kept.version = 0;
        save();
      }
      return null;
    }
    if (answer.status !== 200) return null;
    return take(answer.body);
  }

  /** @param {Stored} theirs @returns {Fields | null} */
  function take(theirs) {
    if (!kept?.isDirty || isSame(kept.fields, theirs.fields)) {
      const isNews = !kept || kept.version !== theirs.version;
      kept = { fields: theirs.fields, version: theirs.version, isDirty: false };
      write();
      return isNews ? theirs.fields : null;
    }
    if (theirs.version === kept.version) save();
    else conflict(theirs);
    return null;
  }

  /** @param {Fields} fields */
  function change(fields) {
    if (kept && isSame(kept.fields, fields)) return;
    if (!kept && isEmpty(fields)) return;
    kept = { fields, version: kept?.version ?? 0, isDirty: true };
    write();
    plan();
  }

  function plan(after = PAUSE_MS) {
    dueAt ||= Date.now() + LONGEST_MS;
    clearTimeout(timer);
    if (!isPaused) timer = setTimeout(save, Math.max(0, Math.min(after, dueAt - Date.now())));
  }

  function save() {
    clearTimeout(timer);
    dueAt = 0;
    if (saving) return saving.then(() => (kept?.isDirty ? save() : undefined));
    if (!kept?.isDirty || isPaused) return Promise.resolve();
    saving = put(kept).finally(() => (saving = null));
    return saving;
  }

  /** @param {Kept} sent @param {RequestInit} [more] */
  async function put(sent, more) {
    const { fields, version } = sent;
    const answer = isEmpty(fields) && version ? await ask("DELETE", undefined, more) : await ask("PUT", { fields, version }, more);
    if (isRight(answer.status)) {
      if (!kept) return;
      kept = { ...kept, version: answer.body?.version ?? 0, isDirty: !isSame(kept.fields, fields) };
      write();
      tell("saved");
      if (kept.isDirty) plan();
    } else if (answer.status === 409 && answer.body?.key === "draft.too_many") {
      tell("full");
    } else if (answer.status === 409) {
      await differ();
    } else if (answer.status === 401) {
      tell("signed-out");
    } else {
      tell("waiting");
      timer = setTimeout(save, Math.max(RETRY_MS, answer.retryAfter * 1000));
    }
  }

  /** Another device has been at it. */
  async function differ() {
    const answer = await ask("GET");
    if (isNone(answer) && kept) {
      kept.version = 0;
      plan();
    } else if (answer.status === 200 && answer.body) {
      take(answer.body);
    }
  }

  /** @param {Stored} theirs */
  function conflict(theirs) {
    isPaused = true;
    tell("conflict", theirs);
  }

  /** The member has chosen: their words on this device, or those of the other. @param {Stored} theirs @param {boolean} isMine @returns {Fields | null} */
  function settle(theirs, isMine) {
    isPaused = false;
    kept = { fields: isMine && kept ? kept.fields : theirs.fields, version: theirs.version, isDirty: isMine };
    write();
    if (isMine) save();
    return kept.fields;
  }

  /** The page is being left: what the server does not know goes out with it. */
  function leave() {
    if (!kept?.isDirty || isPaused || saving) return;
    clearTimeout(timer);
    saving = put(kept, { keepalive: true }).finally(() => (saving = null));
  }

  /** Nothing is saved any more, and nothing is on its way, when this resolves. */
  async function stop() {
    isPaused = true;
    clearTimeout(timer);
    await saving;
  }

  /** Saving goes on: what was sent has been refused. */
  function go() {
    isPaused = false;
    if (kept?.isDirty) plan();
  }

  /** The text has been sent or is not wanted. */
  function drop({ isOnServer = false } = {}) {
    const version = kept?.version;
    kept = null;
    write();
    if (isOnServer && version) ask("DELETE", undefined, { keepalive: true });
  }

  return { fields: () => kept?.fields ?? null, load, change, save, settle, leave, stop, go, drop };
}

/** The server has no such draft. @param {import("./calls.js").Answer} answer */
function isNone({ status, body }) {
  return status === 200 && body === null;
}

/** @param {Fields} a @param {Fields} b */
function isSame(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}
