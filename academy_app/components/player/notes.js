/**
 * A member's notes on a lesson: the routes, the order, and drafts that outlive the page.
 */
import { uuid } from "./remembered.js";

/**
 * @typedef {object} Note
 * @property {number} id @property {string} clientId @property {number} lessonId @property {number | null} videoId
 * @property {number | null} seconds @property {string} body
 */
/** @typedef {{clientId: string, body: string, videoId: number | null, seconds: number | null}} Draft */

/** @param {string} api @param {number} lessonId */
export function notesApi(api, lessonId) {
  const address = `${api}/notes`;
  return {
    /** @returns {Promise<Note[]>} */
    list: () => call("GET", `${address}?lessonId=${lessonId}`),
    /** Harmless to repeat: the server knows the draft's clientId. @param {Draft} draft @returns {Promise<Note>} */
    create: (draft) => call("POST", address, { lessonId, ...draft }),
    /** @param {number} id @param {string} body @returns {Promise<Note>} */
    change: (id, body) => call("PATCH", `${address}/${id}`, { body }),
    /** @param {number} id */
    remove: (id) => call("DELETE", `${address}/${id}`),
  };
}

/** @param {string} method @param {string} address @param {object} [body] @returns {Promise<any>} */
async function call(method, address, body) {
  const response = await fetch(address, {
    method,
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body && JSON.stringify(body),
    keepalive: method !== "GET",
  });
  // What is gone already needs no deleting.
  if (!response.ok && !(method === "DELETE" && response.status === 404)) throw new Error(`notes: ${response.status}`);
  return response.status === 200 || response.status === 201 ? response.json() : null;
}

/** Notes on the lesson as a whole first, then in the order of the video. @param {Note[]} notes */
export function inOrder(notes) {
  return [...notes].sort((a, b) => (a.seconds ?? -1) - (b.seconds ?? -1) || a.id - b.id);
}

/** @param {Note[]} notes @param {Note} note */
export function withNote(notes, note) {
  return inOrder([...notes.filter(({ id }) => id !== note.id), note]);
}

/** @returns {Draft} */
export function emptyDraft() {
  return { clientId: uuid(), body: "", videoId: null, seconds: null };
}

/**
 * Text that the server has not acknowledged, by member and lesson; an edit by its note too.
 * @param {Storage} storage @param {string | number} member @param {number} lessonId
 */
export function draftsOf(storage, member, lessonId) {
  const prefix = `academy:note:${member}:${lessonId}:`;
  return {
    /** @param {string | number} name @returns {Draft | null} */
    read(name) {
      try {
        const draft = JSON.parse(storage.getItem(prefix + name) ?? "null");
        return typeof draft?.body === "string" ? draft : null;
      } catch {
        return null;
      }
    },
    /** @param {string | number} name @param {Draft} draft */
    keep(name, draft) {
      try {
        storage.setItem(prefix + name, JSON.stringify(draft));
      } catch {
        // A full storage leaves the text on the screen only.
      }
    },
    /** @param {string | number} name */
    drop: (name) => storage.removeItem(prefix + name),
  };
}
