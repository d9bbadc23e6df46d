(() => {
  // LibreChat's own names. Reflex keeps its theme under another one: give it the same value.
  const wants = matchMedia("(prefers-color-scheme: dark)");
  globalThis.academyTheme = () => {
    let theme = "system";
    try {
      theme = localStorage.getItem("color-theme") ?? theme;
      localStorage.setItem("theme", theme);
      document.documentElement.classList.toggle("inter", localStorage.getItem("type") === "inter");
      const language = JSON.parse(localStorage.getItem("lang"));
      if (language && !/(^|;\s*)lang=/.test(document.cookie)) {
        document.cookie = `lang=${encodeURIComponent(language)}; path=/; max-age=31536000; samesite=lax`;
      }
    } catch {
      // Storage may be closed to us: the system's look will do.
    }
    const shown = theme === "system" ? (wants.matches ? "dark" : "light") : theme;
    const root = document.documentElement;
    root.classList.remove("light", "dark");
    root.classList.add(shown);
    root.style.colorScheme = shown;
  };
  wants.addEventListener("change", globalThis.academyTheme);
  globalThis.academyTheme();
})();
