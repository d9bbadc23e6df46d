/**
 * What works before and without the live page: look, language, drop-down menus.
 *
 * Look and language are LibreChat's own settings, under its own names, so that both sites agree.
 */
(() => {
  const read = {
    theme: () => localStorage.getItem("color-theme") ?? "system",
    language: () => document.documentElement.lang,
  };
  const write = {
    theme(value) {
      localStorage.setItem("color-theme", value);
      globalThis.academyTheme();
    },
    language(value) {
      document.cookie = `lang=${value}; path=/; max-age=31536000; samesite=lax`;
      localStorage.setItem("lang", JSON.stringify(value));
      location.reload();
    },
  };

  function showChoices(root) {
    for (const button of root.querySelectorAll("[data-choose]")) {
      const { choose, value } = button.dataset;
      button.setAttribute("aria-pressed", String(read[choose]() === value));
    }
  }

  // Choices that stand on a page, not in a menu, are there when the page is.
  new MutationObserver(() => {
    if (document.querySelector("[data-choose]:not([aria-pressed])")) showChoices(document);
  }).observe(document.documentElement, { childList: true, subtree: true });

  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (menu !== except) menu.open = false;
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choose]");
    if (button) {
      write[button.dataset.choose](button.dataset.value);
      showChoices(document);
    }
    const menu = event.target.closest("details[data-menu]");
    closeMenus(event.target.closest("a, [data-compose], [data-history]") ? null : menu);
  });
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector("details[data-menu][open]");
    if (event.key !== "Escape" || !menu) return;
    closeMenus(null);
    menu.querySelector("summary").focus();
  });
  document.addEventListener("toggle", (event) => {
    showChoices(event.target);
    // Whoever unfolds a form means to write in it.
    if (event.target.open) event.target.querySelector("form textarea")?.focus();
  }, true);

  /** Drawers: one button opens, Escape, the shade, a link or the other button closes. */
  let opener = null;

  function drawerOf(button, name) {
    return button.closest("#app, #first-look").querySelector(`#${CSS.escape(button.dataset[name])}`);
  }

  function openDrawer(button) {
    const drawer = drawerOf(button, "drawerOpen");
    opener = button;
    drawer.dataset.open = "";
    button.setAttribute("aria-expanded", "true");
    // What is still invisible takes no focus.
    requestAnimationFrame(() => requestAnimationFrame(() => drawer.querySelector("button, a").focus()));
  }

  function closeDrawers() {
    for (const drawer of document.querySelectorAll(".drawer[data-open]")) delete drawer.dataset.open;
    opener?.setAttribute("aria-expanded", "false");
    opener?.focus({ preventScroll: true });
    opener = null;
  }

  /** Tab stays within an open drawer: what it covers cannot be seen. */
  function holdFocus(event) {
    const drawer = document.querySelector(".drawer[data-open]");
    if (event.key !== "Tab" || !drawer) return;
    const stops = [...drawer.querySelectorAll("a, button, summary")].filter((stop) => stop.offsetParent);
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement === edge || !drawer.contains(document.activeElement)) {
      event.preventDefault();
      (event.shiftKey ? stops.at(-1) : stops[0]).focus();
    }
  }

  document.addEventListener("click", (event) => {
    const opens = event.target.closest("[data-drawer-open]");
    if (opens) return openDrawer(opens);
    const closes = event.target.closest("[data-drawer-close], [data-drawer-shade], .drawer[data-open] a");
    if (closes) closeDrawers();
    const dialog = event.target.closest("[data-dialog-open]");
    if (dialog) document.getElementById(dialog.dataset.dialogOpen).showModal();
    event.target.closest("[data-dialog-close]")?.closest("dialog").close();
    if (event.target.localName === "dialog") event.target.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.querySelector(".drawer[data-open]")) closeDrawers();
    holdFocus(event);
  });
  addEventListener("academy:help", () => {
    const help = document.querySelector("#app dialog#shortcuts");
    if (help && !help.open) help.showModal();
  });

  /** A finger that pushes an open drawer back towards its edge closes it. */
  let touchedAt = 0;
  document.addEventListener("touchstart", (event) => (touchedAt = event.touches[0].clientX), { passive: true });
  document.addEventListener(
    "touchend",
    (event) => {
      const pushed = event.changedTouches[0].clientX - touchedAt;
      const outwards = document.documentElement.dir === "rtl" ? pushed : -pushed;
      if (outwards > 60 && event.target.closest(".drawer[data-open]")) closeDrawers();
    },
    { passive: true },
  );

  /**
   * The site's type is fetched when nothing else waits, and worn from the next page on: the first
   * page is not slowed by it, and no text ever jumps.
   */
  const FIRST_THINGS_FIRST = 4_000;
  const { saveData, effectiveType = "4g" } = navigator.connection ?? {};
  if (!document.documentElement.classList.contains("inter") && !saveData && effectiveType === "4g") {
    addEventListener("load", () => setTimeout(fetchType, FIRST_THINGS_FIRST));
  }

  async function fetchType() {
    const faces = await document.fonts.load('1rem "Inter Variable"');
    if (faces.length) localStorage.setItem("type", "inter");
  }
})();
