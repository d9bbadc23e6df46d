/**
 * What the toolbar and the keys do to Markdown: from a text and its selection to one replacement.
 */

/** @typedef {{value: string, start: number, end: number}} Selection The text of the field, and what is selected. */
/** @typedef {{from: number, to: number, text: string, start: number, end: number}} Edit
 * `text` takes the place of what stands from `from` to `to`; then `start` to `end` is selected. */

const ITEM = /^(\s*)(?:([-*+])( \[[ xX]\])?|(\d{1,9})([.)])|((?:> ?)+))(?:[ \t]+|(?<=>)|(?<=> ))(?=\S|$)/;
const URL_ALONE = /^https?:\/\/[^\s<>()]+$/i;
const INDENT = "  ";

/** Puts marks such as `**` around the selection, or takes them away. @param {Selection} at @param {string} mark @returns {Edit} */
export function wrapped(at, mark) {
  const { value } = at;
  const { start, end } = trimmed(at);
  const size = mark.length;
  const inner = value.slice(start, end);
  if (isMarked(value, start - size, end + size, mark)) {
    return { from: start - size, to: end + size, text: inner, start: start - size, end: end - size };
  }
  if (inner.length >= 2 * size && isMarked(value, start, end, mark)) {
    return { from: start, to: end, text: inner.slice(size, -size), start, end: end - 2 * size };
  }
  return { from: start, to: end, text: mark + inner + mark, start: start + size, end: end + size };
}

/** Whether exactly this mark stands at both ends: `*` is none within `**`. @param {string} value @param {number} start @param {number} end @param {string} mark */
function isMarked(value, start, end, mark) {
  const size = mark.length;
  if (start < 0 || end > value.length || end - start < 2 * size) return false;
  if (value.slice(start, start + size) !== mark || value.slice(end - size, end) !== mark) return false;
  const sign = mark[0];
  const run = (/** @type {number} */ at, /** @type {number} */ step) => {
    let length = 0;
    while (value[at + length * step] === sign) length += 1;
    return length;
  };
  const before = run(start + size - 1, -1) + run(start + size, 1);
  return size === 1 ? before !== 2 : before >= size;
}

/** A selection without the blanks at its ends. @param {Selection} at */
function trimmed({ value, start, end }) {
  const inner = value.slice(start, end);
  if (!inner.trim()) return { start, end };
  return { start: start + inner.length - inner.trimStart().length, end: end - inner.length + inner.trimEnd().length };
}

/** Makes a link of the selection; then its address is selected, or its text where that is missing. @param {Selection} at @returns {Edit} */
export function linked(at) {
  const { start, end } = trimmed(at);
  const inner = at.value.slice(start, end);
  if (URL_ALONE.test(inner)) return { from: start, to: end, text: `[](${inner})`, start: start + 1, end: start + 1 };
  const address = start + inner.length + 3;
  return { from: start, to: end, text: `[${inner}](https://)`, start: inner ? address : start + 1, end: inner ? address + 8 : start + 1 };
}

/** An address pasted over words makes them a link; null where it does not. @param {Selection} at @param {string} pasted @returns {Edit | null} */
export function pastedLink(at, pasted) {
  const inner = at.value.slice(at.start, at.end);
  const address = pasted.trim();
  if (!inner.trim() || inner.includes("\n") || !URL_ALONE.test(address) || URL_ALONE.test(inner)) return null;
  const text = `[${inner}](${address})`;
  return { from: at.start, to: at.end, text, start: at.start + text.length, end: at.start + text.length };
}

/** Code within a line, or a block of lines. @param {Selection} at @returns {Edit} */
export function coded(at) {
  const inner = at.value.slice(at.start, at.end);
  if (!inner.includes("\n")) return wrapped(at, "`");
  const fence = "`".repeat(Math.max(3, ...[...inner.matchAll(/`{3,}/g)].map(([run]) => run.length + 1)));
  const before = at.start && at.value[at.start - 1] !== "\n" ? "\n" : "";
  const text = `${before}${fence}\n${inner.replace(/\n$/, "")}\n${fence}\n`;
  const start = at.start + before.length + fence.length;
  return { from: at.start, to: at.end, text, start, end: start };
}

/** @typedef {"quote" | "list" | "numbers" | "tasks"} Kind */
/** @type {Record<Kind, {is: RegExp, put: (index: number) => string}>} */
const LINES = {
  quote: { is: /^> ?/, put: () => "> " },
  list: { is: /^[-*+] (?!\[[ xX]\])/, put: () => "- " },
  numbers: { is: /^\d+[.)] /, put: (index) => `${index + 1}. ` },
  tasks: { is: /^[-*+] \[[ xX]\] /, put: () => "- [ ] " },
};
const ANY_ITEM = /^(?:[-*+] (?:\[[ xX]\] )?|\d+[.)] )/;

/** Makes the selected lines a list or a quote, or plain again. @param {Selection} at @param {Kind} kind @returns {Edit} */
export function asLines(at, kind) {
  const { from, to, lines } = selectedLines(at);
  const { is, put } = LINES[kind];
  const isOn = lines.every((line) => is.test(line.trimStart()) || (lines.length > 1 && !line.trim()));
  let index = 0;
  const changed = lines.map((line) => {
    const bare = line.trimStart();
    const indent = line.slice(0, line.length - bare.length);
    if (isOn) return indent + bare.replace(is, "");
    if (!bare && lines.length > 1 && kind !== "quote") return line;
    const mark = put(index++);
    return indent + mark + (kind === "quote" ? bare : bare.replace(ANY_ITEM, ""));
  });
  return replacedLines(at, from, to, lines, changed);
}

/** Moves the selected lines in or out by one step. @param {Selection} at @param {boolean} isOut @returns {Edit} */
export function indented(at, isOut) {
  const { from, to, lines } = selectedLines(at);
  const changed = lines.map((line) => (isOut ? line.replace(/^(?: {1,2}|\t)/, "") : INDENT + line));
  return replacedLines(at, from, to, lines, changed);
}

/** @param {Selection} at */
function selectedLines({ value, start, end }) {
  const from = value.lastIndexOf("\n", start - 1) + 1;
  // A selection that ends at the beginning of a line does not mean that line.
  const last = end > start && value[end - 1] === "\n" ? end - 1 : end;
  const next = value.indexOf("\n", last);
  const to = next < 0 ? value.length : next;
  return { from, to, lines: value.slice(from, to).split("\n") };
}

/** @param {Selection} at @param {number} from @param {number} to @param {string[]} lines @param {string[]} changed @returns {Edit} */
function replacedLines(at, from, to, lines, changed) {
  const text = changed.join("\n");
  if (lines.length > 1) return { from, to, text, start: from, end: from + text.length };
  const moved = Math.max(from, at.start + changed[0].length - lines[0].length);
  const end = Math.max(from, at.end + changed[0].length - lines[0].length);
  return { from, to, text, start: moved, end };
}

/** What Enter does within a list or a quote: the next item, or the end of them; null elsewhere. @param {Selection} at @returns {Edit | null} */
export function continued({ value, start, end }) {
  if (start !== end) return null;
  const from = value.lastIndexOf("\n", start - 1) + 1;
  const next = value.indexOf("\n", start);
  const line = value.slice(from, next < 0 ? value.length : next);
  const found = ITEM.exec(line);
  if (!found || start - from < found[0].length) return null;
  const [whole, indent, bullet, task, number, dot, quote] = found;
  if (!line.slice(whole.length).trim()) return { from, to: from + line.length, text: "", start: from, end: from };
  const mark = quote ?? (bullet ? `${bullet} ${task ? "[ ] " : ""}` : `${Number(number) + 1}${dot} `);
  const text = `\n${indent}${quote ? `${quote.trimEnd()} ` : mark}`;
  return { from: start, to: start, text, start: start + text.length, end: start + text.length };
}

/** What somebody said, as a quote that tells who. @param {string} words @param {string} author */
export function quoted(words, author) {
  const lines = words.trim().split(/\n+/).map((line) => line.trim()).filter(Boolean);
  const name = author.replace(/([\\[\]`*_<>&~$!|])/g, "\\$1");
  return [...(name ? [`**${name}:**`] : []), ...lines].map((line) => `> ${line}`).join("\n>\n").concat("\n\n");
}

/** The text with a block put at its end, apart from what stands there. @param {string} text @param {string} block */
export function appended(text, block) {
  const before = text.trimEnd();
  return before ? `${before}\n\n${block}` : block;
}

/** The name that is being typed behind an @ before the caret. @param {Selection} at @returns {{from: number, query: string} | null} */
export function mentionAt({ value, start, end }) {
  if (start !== end) return null;
  const before = value.slice(Math.max(0, start - 42), start);
  const found = /(?:^|[\s([>*_~"'–—])@((?:[\p{L}\p{N}][\p{L}\p{N}\p{M}'’.-]*(?: [\p{L}\p{N}\p{M}'’.-]*)?)?)$/u.exec(before);
  return found ? { from: start - found[1].length - 1, query: found[1] } : null;
}

// A member's name as a link to them; an image of this site, with its size behind the address.
const MENTION = /(?<!!)\[(@(?:\\.|[^\]\n\\])+)\]\(\/people\/\d+\)/g;
const IMAGE = /!\[((?:\\.|[^\]\n\\])*)\]\((\/files\/[^\s)#]+)[^)\n]*\)/g;
const MOST_TOKENS = 40;

/**
 * The names and images in a text, in their order.
 * @param {string} value @returns {{start: number, end: number, name: string, image: string}[]}
 */
export function tokensOf(value) {
  const found = [...value.matchAll(MENTION), ...value.matchAll(IMAGE)].map((token) => ({
    start: token.index,
    end: token.index + token[0].length,
    name: token[1].replaceAll(/\\(.)/g, "$1"),
    image: token[2] ?? "",
  }));
  return found.sort((a, b) => a.start - b.start).slice(0, MOST_TOKENS);
}
