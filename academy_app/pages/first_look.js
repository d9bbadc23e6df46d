(() => {
  const look = document.getElementById("first-look");
  const watcher = new MutationObserver(swap);
  const sheets = [...document.querySelectorAll('link[rel="stylesheet"][media="print"]')];
  const own = document.querySelectorAll("style[data-first-look]");
  const waiting = new Set(sheets.filter(({ sheet }) => !sheet));
  let isWanted = false;

  const folds = [...look.querySelectorAll("details")].map((details) => [details, details.open]);

  // The router begins every page at its top. Whoever has read on meanwhile stays where they are.
  const { scrollTo } = window;
  window.scrollTo = () => {};

  /** The live twin of an element of the first look: by id, by name, by where it leads, by its place among its like. */
  function twin(app, element) {
    for (const name of ["id", "name", "href"]) {
      const value = element.getAttribute(name);
      const found = value && counterpart(app, element, `${element.localName}[${name}="${CSS.escape(value)}"]`);
      if (found) return found;
    }
    return element.localName === "summary" ? counterpart(app, element, "summary") : null;
  }

  function counterpart(app, element, selector) {
    const place = [...look.querySelectorAll(selector)].indexOf(element);
    const all = app.querySelectorAll(selector);
    return all[place] ?? all[0] ?? null;
  }

  /** Let the page have all rules, as soon as they are there: it came with those alone that its own look needs. */
  function drawWhole() {
    isWanted = true;
    if (waiting.size) return;
    for (const link of sheets) link.media = "all";
    if (sheets.every(({ sheet }) => sheet)) for (const style of own) style.remove();
  }

  // Words first: the icons follow when those are painted.
  requestAnimationFrame(() => setTimeout(() => own.forEach((style) => style.removeAttribute("media"))));

  for (const link of waiting) {
    const done = () => {
      waiting.delete(link);
      if (isWanted) drawWhole();
      swap();
    };
    link.addEventListener("load", done, { once: true });
    link.addEventListener("error", done, { once: true });
  }
  // What a menu or a list of hits looks like stands in the other rules.
  for (const name of ["pointerdown", "keydown", "focusin"]) addEventListener(name, drawWhole, { capture: true, once: true });

  function swap() {
    const app = document.querySelector('#app[data-ready="true"]');
    if (!app || !look.isConnected || waiting.size) return;
    watcher.disconnect();
    // All that asks the browser to lay out is asked of the first look, which is laid out already.
    const { scrollX, scrollY } = window;
    const focused = look.contains(document.activeElement) ? document.activeElement : null;
    const typed = [...look.querySelectorAll("input, textarea, select")].filter(
      (field) => field.type !== "hidden" && (field.value !== field.defaultValue || field.checked !== field.defaultChecked),
    );
    const scrolled = [...look.querySelectorAll("[data-scroll]")].map((box) => [box.dataset.scroll, box.scrollTop]);
    const turned = folds.filter(([details, wasOpen]) => details.open !== wasOpen);
    const target = focused && twin(app, focused);
    // Fields such as those for an address by mail tell no caret, and take none.
    const caret = focused?.selectionStart != null && [focused.selectionStart, focused.selectionEnd];
    drawWhole();
    look.remove();
    for (const field of typed) {
      const live = twin(app, field);
      if (!live) continue;
      const prototype = Object.getPrototypeOf(live);
      const name = field.type === "checkbox" ? "checked" : "value";
      Object.getOwnPropertyDescriptor(prototype, name)?.set.call(live, field[name]);
      live.dispatchEvent(new Event("input", { bubbles: true }));
    }
    for (const [details] of turned) {
      const live = counterpart(app, details, "details");
      if (live) live.open = details.open;
    }
    document.querySelector("title[data-first-look]")?.remove();
    for (const [name, top] of scrolled) {
      const live = top && app.querySelector(`[data-scroll="${name}"]`);
      if (live) live.scrollTop = top;
    }
    window.scrollTo = scrollTo;
    if (scrollX || scrollY) scrollTo(scrollX, scrollY);
    target?.focus({ preventScroll: true });
    if (caret) target?.setSelectionRange?.(...caret);
  }

  watcher.observe(document.body, { attributeFilter: ["data-ready"], childList: true, subtree: true });
})();
