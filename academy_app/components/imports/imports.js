/**
 * Watches an import from the page: asks how far it is once a second, and loads the page anew at
 * its end. What is read aloud changes less often than what is seen.
 */
import { useEffect } from "react";

const EVERY = 1000;
const SAY_EVERY = 8000;

export function ImportWatch({ address, underway }) {
  useEffect(() => {
    if (!underway) return undefined;
    let timer;
    let isOver = false;
    let saidAt = 0;

    function show({ said, percent, run }) {
      const bar = document.querySelector("#app [data-import-bar]");
      const words = document.querySelector("#app [data-import-step]");
      const aloud = document.querySelector("#app [data-import-said]");
      if (bar) {
        if (run.total) bar.value = percent;
        else bar.removeAttribute("value");
      }
      if (words) words.textContent = said;
      if (aloud && Date.now() - saidAt > SAY_EVERY) {
        saidAt = Date.now();
        aloud.textContent = said;
      }
    }

    async function look() {
      try {
        const response = await fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin" });
        if (response.ok) {
          const answer = await response.json();
          if (isOver) return;
          show(answer);
          if (answer.run.state === "done" || answer.run.state === "failed") {
            document.getElementById("refresh")?.click();
          }
        }
      } catch {
        // The next look tells.
      }
      if (!isOver) timer = setTimeout(look, EVERY);
    }

    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [address, underway]);
  return null;
}
