import { createElement as h, useEffect, useState } from "react";
import { t } from "./i18n.js";

const SHOWN_FOR = 10_000;

/** What went wrong with something the member did, or was done unseen, said once and read aloud. */
export function Problems() {
  const [problem, setProblem] = useState(null);
  useEffect(() => {
    const show = (event) => setProblem({ ...event.detail, at: event.timeStamp });
    addEventListener("academy:problem", show);
    return () => removeEventListener("academy:problem", show);
  }, []);
  useEffect(() => {
    if (!problem) return undefined;
    const timer = setTimeout(() => setProblem(null), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [problem]);
  return h(
    "div",
    { role: "alert", className: "fixed inset-x-4 bottom-4 z-50 mx-auto w-fit" },
    problem &&
      h(
        "p",
        {
          key: problem.at,
          className:
            "flex items-center gap-3 rounded-xl border border-border-medium bg-surface-dialog px-4 py-2.5 text-sm shadow-lg",
        },
        h("span", { className: `icon icon-${problem.isDone ? "check" : "alert"}`, "aria-hidden": true }),
        t(problem.key, problem.params),
        h(
          "button",
          {
            type: "button",
            "aria-label": t("nav.close"),
            className: "icon-button inline-flex size-8 items-center justify-center rounded-lg hover:bg-surface-hover",
            onClick: () => setProblem(null),
          },
          h("span", { className: "icon icon-close", "aria-hidden": true }),
        ),
      ),
  );
}
