/**
 * The keyboard of a lesson. One listener a page, whatever is on it; a player takes the keys that need one.
 */

/**
 * @typedef {object} Keys What a player does with a key; `press` says whether it took it.
 * @property {(action: Action) => boolean} press
 * @property {(node: EventTarget | null) => boolean} holds Whether the node lies inside the player.
 */
/** @typedef {{name: string, by?: number, part?: number}} Action */

/** @type {Set<Keys>} */
const players = new Set();
let installs = 0;

/** @type {Record<string, Action>} */
const ACTIONS = {
  " ": { name: "toggle" },
  k: { name: "toggle" },
  j: { name: "skip", by: -10 },
  l: { name: "skip", by: 10 },
  ArrowLeft: { name: "skip", by: -5 },
  ArrowRight: { name: "skip", by: 5 },
  ArrowUp: { name: "volume", by: 0.1 },
  ArrowDown: { name: "volume", by: -0.1 },
  f: { name: "fullscreen" },
  m: { name: "mute" },
  c: { name: "captions" },
  "<": { name: "rate", by: -0.25 },
  ">": { name: "rate", by: 0.25 },
};

const TYPING = "input, textarea, select, [contenteditable]:not([contenteditable=false]), [role=textbox], [role=combobox]";
const PRESSABLE = "button, a[href], summary, label, audio, video, [role=button], [role=link], [role=tab], [role=switch], "
  + "[role=checkbox], [role=radio], [role=option], [role^=menuitem]";
const WITH_ARROWS = "[role=slider], [role=tablist], [role=menu], [role=menubar], [role=listbox], [role=tree], "
  + "[role=grid], [role=radiogroup], [data-arrows]";
const DIALOGS = "dialog[open], [role=dialog], [role=alertdialog], [aria-modal=true]";

/** @returns {() => void} Undoes it. */
export function installShortcuts() {
  installs += 1;
  if (installs === 1) window.addEventListener("keydown", onKey);
  return () => {
    installs -= 1;
    if (installs === 0) window.removeEventListener("keydown", onKey);
  };
}

/** @param {Keys} keys @returns {() => void} */
export function takeKeys(keys) {
  players.add(keys);
  return () => players.delete(keys);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (isElsewhere(event)) return;
  const took = navigate(event) || help(event) || press(event);
  if (took) event.preventDefault();
}

/** Keys that belong to the browser, to a field or to an open dialog. @param {KeyboardEvent} event */
function isElsewhere(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (event.shiftKey && !["?", "<", ">"].includes(event.key)) return true;
  const target = targetOf(event);
  if (target?.closest(TYPING)) return true;
  if (event.key === " " && target?.closest(PRESSABLE)) return true;
  if (event.key.startsWith("Arrow") && target?.closest(WITH_ARROWS)) return true;
  return [...document.querySelectorAll(DIALOGS)].some((dialog) => dialog.checkVisibility());
}

/** @param {KeyboardEvent} event */
function navigate({ key, repeat }) {
  const relation = { n: "next", p: "prev" }[key];
  if (!relation || repeat) return false;
  const link = /** @type {HTMLElement | null} */ (document.querySelector(`a[rel~="${relation}"][href]`));
  link?.click();
  return link !== null;
}

/** @param {KeyboardEvent} event */
function help({ key }) {
  if (key !== "?") return false;
  window.dispatchEvent(new CustomEvent("academy:help"));
  return true;
}

/** @param {KeyboardEvent} event */
function press(event) {
  const action = actionOf(event);
  if (!action) return false;
  const target = targetOf(event);
  const player = [...players].find((keys) => keys.holds(target)) ?? [...players].at(-1);
  if (!player) return false;
  // Up and down scroll the page, unless the player is what the member is in.
  if (action.name === "volume" && !player.holds(target) && !document.fullscreenElement) return false;
  if (event.repeat && !["skip", "volume"].includes(action.name)) return true;
  return player.press(action);
}

/** @param {KeyboardEvent} event @returns {Action | undefined} */
function actionOf({ key }) {
  if (/^[0-9]$/.test(key)) return { name: "jump", part: Number(key) / 10 };
  return Object.hasOwn(ACTIONS, key) ? ACTIONS[key] : undefined;
}

/** @param {KeyboardEvent} event @returns {Element | null} */
function targetOf(event) {
  return event.target instanceof Element ? event.target : null;
}
