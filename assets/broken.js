import { createElement as h } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { t } from "./i18n.js";

/** What the member sees when the page's own code fails: that it did, and a way on. */
export function Guarded({ children }) {
  return h(ErrorBoundary, { fallbackRender: Broken, onError: (error) => console.error(error) }, children);
}

function Broken() {
  return h(
    "main",
    { role: "alert", className: "mx-auto max-w-md px-4 py-20 text-center" },
    h("h1", { className: "text-xl font-semibold" }, t("error.unknown")),
    h(
      "button",
      {
        type: "button",
        className: "mt-5 min-h-9 rounded-lg bg-surface-submit px-4 text-sm font-medium text-white",
        onClick: () => location.reload(),
      },
      t("nav.reload"),
    ),
  );
}
