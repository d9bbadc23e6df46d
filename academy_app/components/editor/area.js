/**
 * Edits of a textarea that its own undo can take back.
 */

/** @typedef {import("./text.js").Edit} Edit */

/** @param {HTMLTextAreaElement} area @returns {import("./text.js").Selection} */
export function selectionOf(area) {
  return { value: area.value, start: area.selectionStart, end: area.selectionEnd };
}

/** Makes an edit as if it had been typed. @param {HTMLTextAreaElement} area @param {Edit} edit */
export function applyEdit(area, { from, to, text, start, end }) {
  area.focus();
  area.setSelectionRange(from, to);
  replaceSelection(area, text);
  area.setSelectionRange(start, end);
}

/**
 * Replaces the first `old` of the text while the member goes on typing elsewhere in it.
 * @param {HTMLTextAreaElement} area @param {string} old @param {string} text
 */
export function replaceInArea(area, old, text) {
  const from = area.value.indexOf(old);
  if (from < 0) return false;
  const { selectionStart, selectionEnd } = area;
  const moved = (/** @type {number} */ at) => (at <= from ? at : Math.max(from + text.length, at + text.length - old.length));
  if (document.activeElement === area) {
    area.setSelectionRange(from, from + old.length);
    replaceSelection(area, text);
    area.setSelectionRange(moved(selectionStart), moved(selectionEnd));
  } else {
    area.setRangeText(text, from, from + old.length, "preserve");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  return true;
}

/** The one command that leaves undo whole; where a browser lacks it, undo forgets. @param {HTMLTextAreaElement} area @param {string} text */
function replaceSelection(area, text) {
  const isDone = text ? document.execCommand("insertText", false, text) : isEmpty(area) || document.execCommand("delete");
  if (isDone) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

/** @param {HTMLTextAreaElement} area */
function isEmpty(area) {
  return area.selectionStart === area.selectionEnd;
}
