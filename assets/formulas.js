import { createElement, useEffect, useRef } from "react";

/** Sets every formula of the element before it, once `text` is there. */
export function Formulas({ text }) {
  const mark = useRef(null);
  useEffect(() => {
    let isGone = false;
    Promise.all([import("katex"), import("katex/dist/katex.min.css")]).then(([{ default: katex }]) => {
      if (isGone) return;
      for (const formula of mark.current.previousElementSibling.querySelectorAll(".math[data-tex]")) {
        katex.render(formula.dataset.tex, formula, {
          displayMode: formula.classList.contains("math-display"),
          throwOnError: false,
        });
      }
    });
    return () => {
      isGone = true;
    };
  }, [text]);
  return createElement("span", { ref: mark, hidden: true });
}
