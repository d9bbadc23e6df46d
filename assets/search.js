/**
 * Searching from the header, as one types, and the form of the page /search.
 *
 * `a[data-search]` leads to that page; here it opens a field instead, and `/` does too. The list
 * beneath it is the API's answer; what a link leads to is opened by live.js where it can.
 */
(() => {
  const WAIT_MS = 120;
  const PAGE_WAIT_MS = 300;
  const SHORTEST = 2;
  const API = "/api/lms/search?mode=type&q=";

  let parts = null;
  let texts = {};
  let timer = 0;
  let request = null;
  let chosen = -1;

  addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[data-search]");
      const { button, metaKey, ctrlKey, shiftKey, altKey } = event;
      if (!link || button || metaKey || ctrlKey || shiftKey || altKey) return;
      event.preventDefault();
      event.stopPropagation();
      open(link);
    },
    true,
  );

  addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, target, defaultPrevented } = event;
    if (key !== "/" || ctrlKey || metaKey || altKey || defaultPrevented) return;
    if (target.closest?.("input, textarea, select, [contenteditable], dialog[open]")) return;
    const field = visible("#search-words");
    const link = visible("a[data-search]");
    if (!field && !link) return;
    event.preventDefault();
    if (field) field.select();
    else open(link);
  });

  function visible(selector) {
    return [...document.querySelectorAll(selector)].find((found) => found.offsetParent);
  }

  function open(link) {
    texts = { ...link.dataset };
    parts ??= build();
    parts.input.placeholder = texts.label;
    parts.input.setAttribute("aria-label", texts.label);
    parts.list.setAttribute("aria-label", texts.label);
    parts.close.setAttribute("aria-label", texts.close);
    parts.dialog.setAttribute("aria-label", texts.label);
    document.body.append(parts.dialog);
    choose(-1);
    parts.dialog.showModal();
    parts.input.select();
  }

  function build() {
    const input = element("input", {
      name: "q",
      type: "text",
      role: "combobox",
      maxlength: "200",
      autocomplete: "off",
      autocapitalize: "none",
      spellcheck: "false",
      enterkeyhint: "search",
      "aria-expanded": "false",
      "aria-controls": "search-found",
      "aria-autocomplete": "list",
    });
    const close = element("button", { type: "button" }, icon("close"));
    const form = element("form", { action: "/search", role: "search" }, icon("search"), input, close);
    const list = element("div", { id: "search-found", role: "listbox" });
    const status = element("p", { role: "status" });
    const dialog = element("dialog", { class: "search-dialog" }, form, list, status);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => void forget());
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT_MS);
    });
    input.addEventListener("keydown", steer);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      follow(options()[chosen] ?? everything());
    });
    list.addEventListener("click", (event) => {
      if (event.target.closest("a")) dialog.close();
    });
    return { dialog, input, list, status, close };
  }

  /** Asks for what is typed now; an answer to what was typed before is not waited for. */
  async function ask() {
    forget();
    const typed = parts.input.value.trim();
    if (typed.length < SHORTEST) return show([], "");
    const mine = (request = new AbortController());
    try {
      const response = await fetch(API + encodeURIComponent(typed), { signal: mine.signal });
      if (!response.ok) throw new Error(`status ${response.status}`);
      const { hits } = await response.json();
      if (request === mine) show([...hits.map(option), everything()], said(hits.length));
    } catch {
      if (request === mine) show([], texts.failed);
    }
  }

  function forget() {
    clearTimeout(timer);
    request?.abort();
    request = null;
  }

  function said(count) {
    return count ? texts.found.replace("{n}", count) : texts.nothing;
  }

  function show(found, words) {
    parts.list.replaceChildren(...found);
    parts.status.textContent = words;
    parts.status.classList.toggle("sr-only", found.length > 1);
    parts.input.setAttribute("aria-expanded", String(found.length > 0));
    options().forEach((each, number) => (each.id = `search-found-${number}`));
    choose(-1);
  }

  function option({ href, kind, title, words, place, time }) {
    const where = element("small", {}, [texts[kind], place, time].filter(Boolean).join(" · "));
    const text = element("span", {}, ...marked(title), element("small", {}, ...marked(words)), where);
    return link(href, icon(`kind-${kind}`), text);
  }

  function everything() {
    const typed = parts.input.value.trim();
    const href = typed ? `/search?q=${encodeURIComponent(typed)}` : "/search";
    return link(href, icon("search"), element("span", {}, texts.everything.replace("{q}", () => typed)));
  }

  function link(href, ...children) {
    return element("a", { href, role: "option", "aria-selected": "false", tabindex: "-1", "data-page": "" }, ...children);
  }

  /** Texts become text nodes: nothing that somebody wrote is ever markup. */
  function marked(pieces) {
    return pieces.map(({ text, is_hit }) => (is_hit ? element("mark", {}, text) : text));
  }

  function icon(name) {
    return element("span", { class: `icon icon-${name}`, "aria-hidden": "true" });
  }

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function options() {
    return [...parts.list.children];
  }

  /** Arrows go round through the list and the field itself. */
  function steer(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = options().length;
    if (!step || !count) return;
    event.preventDefault();
    choose(((chosen + 1 + step + count + 1) % (count + 1)) - 1);
  }

  function choose(number) {
    chosen = number;
    options().forEach((each, place) => each.setAttribute("aria-selected", String(place === number)));
    const now = options()[number];
    if (now) parts.input.setAttribute("aria-activedescendant", now.id);
    else parts.input.removeAttribute("aria-activedescendant");
    now?.scrollIntoView({ block: "nearest" });
  }

  function follow(target) {
    parts.dialog.close();
    press(target);
  }

  /** A link must stand in the document for its click to be heard there. */
  function press(target) {
    if (!target.isConnected) {
      target.hidden = true;
      document.body.append(target);
      setTimeout(() => target.remove());
    }
    target.click();
  }

  /** The page's own form: its address follows what is typed and chosen. */
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-search-form]");
    if (!form) return;
    event.preventDefault();
    go(form, false);
  });
  document.addEventListener("input", (event) => later(event.target, PAGE_WAIT_MS, true));
  document.addEventListener("change", (event) => later(event.target, 0, false));

  function later(field, wait, replaces) {
    const form = field.closest?.('#app[data-ready="true"] form[data-search-form]');
    // A field of words has said all by `input`; its `change` would come with the click that leaves it.
    if (!form || replaces !== (field.type === "search")) return;
    clearTimeout(timer);
    timer = setTimeout(() => go(form, replaces), wait);
  }

  function go(form, replaces) {
    clearTimeout(timer);
    const given = [...new FormData(form)].filter(([, value]) => value.trim());
    const wish = new URLSearchParams(given).toString();
    const href = wish ? `/search?${wish}` : "/search";
    if (href === location.pathname + location.search) return;
    const target = link(href);
    if (replaces) target.dataset.replace = "";
    press(target);
  }
})();
