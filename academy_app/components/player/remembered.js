/**
 * What this browser remembers: reports, drafts, and how a member likes videos played.
 */

/**
 * localStorage, or a store that lasts as long as the page where the browser refuses it.
 * @returns {Storage}
 */
export function openStorage() {
  try {
    localStorage.setItem("academy:probe", "");
    localStorage.removeItem("academy:probe");
    return localStorage;
  } catch {
    return pageStorage();
  }
}

/** @returns {any} */
function pageStorage() {
  /** @type {Map<string, string>} */
  const items = new Map();
  return {
    get length() {
      return items.size;
    },
    key: (/** @type {number} */ index) => [...items.keys()][index] ?? null,
    getItem: (/** @type {string} */ key) => items.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void items.set(key, value),
    removeItem: (/** @type {string} */ key) => void items.delete(key),
  };
}

const HABITS = "academy:player";

/** @typedef {{rate: number, volume: number, muted: boolean, captions: string | null}} Habits */

/** @param {Storage} storage @returns {Habits} */
export function readHabits(storage) {
  const habits = { rate: 1, volume: 1, muted: false, captions: null };
  try {
    const stored = JSON.parse(storage.getItem(HABITS) ?? "{}");
    return {
      rate: within(stored.rate, 0.25, 2, habits.rate),
      volume: within(stored.volume, 0, 1, habits.volume),
      muted: stored.muted === true,
      captions: typeof stored.captions === "string" ? stored.captions : null,
    };
  } catch {
    return habits;
  }
}

/** @param {Storage} storage @param {Partial<Habits>} change */
export function rememberHabit(storage, change) {
  try {
    storage.setItem(HABITS, JSON.stringify({ ...readHabits(storage), ...change }));
  } catch {
    // A full storage only forgets a taste.
  }
}

/** @param {unknown} value @param {number} low @param {number} high @param {number} otherwise */
function within(value, low, high, otherwise) {
  return typeof value === "number" && value >= low && value <= high ? value : otherwise;
}

/** A random id; `crypto.randomUUID` exists on secure origins only. @returns {string} */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
