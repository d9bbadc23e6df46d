(() => {
  const look = document.getElementById("first-look");
  const watcher = new MutationObserver(swap);

  /** The live twin of an element of the first look: by id, by name, by where it leads. */
  function twin(app, element) {
    for (const name of ["id", "name", "href"]) {
      const value = element.getAttribute(name);
      const found = value && app.querySelector(`${element.localName}[${name}="${CSS.escape(value)}"]`);
      if (found) return found;
    }
    if (element.localName === "summary") return app.querySelector("summary");
    return null;
  }

  function swap() {
    const app = document.querySelector('#app[data-ready="true"]');
    if (!app) return;
    watcher.disconnect();
    const { scrollX, scrollY } = window;
    const focused = look.contains(document.activeElement) ? document.activeElement : null;
    const typed = [...look.querySelectorAll("input, textarea, select")].filter(
      (field) => field.type !== "hidden" && (field.value !== field.defaultValue || field.checked !== field.defaultChecked),
    );
    const open = [...look.querySelectorAll("details[open]")];
    const scrolled = [...look.querySelectorAll("[data-scroll]")].map((box) => [box.dataset.scroll, box.scrollTop]);
    const target = focused && twin(app, focused);
    look.hidden = true;
    app.style.display = "flex";
    for (const field of typed) {
      const live = twin(app, field);
      if (!live) continue;
      const prototype = Object.getPrototypeOf(live);
      const name = field.type === "checkbox" ? "checked" : "value";
      Object.getOwnPropertyDescriptor(prototype, name)?.set.call(live, field[name]);
      live.dispatchEvent(new Event("input", { bubbles: true }));
    }
    for (const details of open) {
      const live = details.dataset.menu && app.querySelector("details[data-menu]");
      if (live) live.open = true;
    }
    for (const [name, top] of scrolled) {
      const live = app.querySelector(`[data-scroll="${name}"]`);
      if (live) live.scrollTop = top;
    }
    document.querySelector("title[data-first-look]")?.remove();
    look.remove();
    app.style.removeProperty("display");
    window.scrollTo(scrollX, scrollY);
    target?.focus({ preventScroll: true });
  }

  watcher.observe(document.body, { attributeFilter: ["data-ready"], childList: true, subtree: true });
})();
