/**
 * Rendered content with its labels in the reader's language: what core/markdown/labels.py does
 * for the first look. Only tags match, for in the text of sanitised HTML every `<` is escaped.
 */
const EMPTY_TITLE = /<p class="callout-title" data-label="([a-z._]+)"><\/p>/g;
const LABEL = /(<[a-z]+ [^<>]*?)data-label="([a-z._]+)"/g;

/** `html` with every `data-label` filled in; `t` turns a key into words. */
export function labelled(html, t) {
  return html
    .replace(EMPTY_TITLE, (_, key) => `<p class="callout-title">${escaped(t(key))}</p>`)
    .replace(LABEL, (_, before, key) => `${before}aria-label="${escaped(t(key))}"`);
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
