/**
 * The words as they will be shown, rendered by the server.
 */
import { useEffect, useRef, useState } from "react";
import { call } from "./calls.js";

/** @param {{texts: Record<string, string>, api: string, body: string}} props */
export function Preview({ texts, api, body }) {
  const [shown, setShown] = useState(/** @type {{html: string, hasMath: boolean} | null} */ (null));
  const [problem, setProblem] = useState("");
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  const isEmpty = !body.trim();

  useEffect(() => {
    if (isEmpty) return undefined;
    let isGone = false;
    call("POST", `${api}/community/preview`, { body }).then((answer) => {
      if (isGone) return;
      if (answer.status === 200) setShown(answer.body);
      else setProblem(answer.body?.errors?.body?.message ?? answer.body?.message ?? texts.noPreview);
    });
    return () => void (isGone = true);
  }, [api, body, isEmpty, texts]);

  useEffect(() => {
    if (shown?.hasMath) void setFormulas(place.current);
  }, [shown]);

  return (
    <div aria-label={texts.preview} role="region" tabIndex={0} className="min-h-24 shrink-0 overflow-x-auto rounded-lg border border-border-light bg-surface-primary px-3 py-2">
      {isEmpty && <p className="text-sm text-text-secondary">{texts.nothingYet}</p>}
      {!isEmpty && !shown && <p role="status" className="text-sm text-text-secondary">{problem || texts.loading}</p>}
      {/* Sanitised by the server, as every post is. */}
      {!isEmpty && shown && <div ref={place} dir="auto" className="prose" dangerouslySetInnerHTML={{ __html: shown.html }} />}
    </div>
  );
}

/** @param {HTMLElement | null} place */
export async function setFormulas(place) {
  const [{ default: katex }] = await Promise.all([import("katex"), import("katex/dist/katex.min.css")]);
  for (const formula of place?.querySelectorAll(".math[data-tex]") ?? []) {
    if (formula instanceof HTMLElement) {
      katex.render(formula.dataset.tex ?? "", formula, { displayMode: formula.classList.contains("math-display"), throwOnError: false });
    }
  }
}
