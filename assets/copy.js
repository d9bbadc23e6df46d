import { useEffect } from "react";
import { t } from "./i18n.js";

/** Each block of code on the page has a button that copies it. */
export function CopyCode() {
  useEffect(() => {
    const main = document.querySelector("#app main");
    // Texts are put in as they are: React leaves alone what comes to them later, and draws them whole.
    const add = () => {
      for (const block of main.querySelectorAll(".prose .code:not(:has(> .copy))")) block.append(button());
    };
    const press = ({ target }) => {
      const pressed = target.closest?.(".copy");
      const code = pressed?.parentElement.querySelector("pre")?.textContent;
      if (code) navigator.clipboard?.writeText(code).then(() => tell("code.copied", true), () => tell("code.not_copied"));
    };
    const watcher = new MutationObserver(add);
    add();
    watcher.observe(main, { childList: true, subtree: true });
    main.addEventListener("click", press);
    return () => {
      watcher.disconnect();
      main.removeEventListener("click", press);
    };
  }, []);
  return null;
}

function button() {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "copy";
  made.title = t("code.copy");
  made.setAttribute("aria-label", made.title);
  made.innerHTML = '<span class="icon icon-copy" aria-hidden="true"></span>';
  return made;
}

/** Shown, and said to those who do not see it. */
function tell(key, isDone = false) {
  dispatchEvent(new CustomEvent("academy:problem", { detail: { key, params: {}, isDone } }));
}
