/** What several parts of the builder look like. */
import { t } from "$/public/i18n.js";

export { BUTTON, ERROR, INPUT, SUBMIT } from "../editor/looks.js";
export const ICON =
  "inline-flex size-9 shrink-0 cursor-pointer items-center justify-center rounded-lg text-text-secondary hover:bg-surface-hover hover:text-text-primary disabled:cursor-not-allowed disabled:opacity-50";
export const CHIP = "inline-flex shrink-0 items-center gap-1 rounded-full bg-surface-tertiary px-2 py-0.5 text-xs font-medium text-text-secondary";
export const MENU_ITEM = "flex min-h-9 w-full cursor-pointer items-center gap-3 rounded-lg px-3 text-start text-sm hover:bg-surface-hover disabled:opacity-50";
export const DIALOG =
  "m-auto max-h-[90dvh] w-[min(44rem,calc(100vw-2rem))] flex-col overflow-y-auto rounded-2xl border border-border-light bg-surface-dialog p-5 text-text-primary backdrop:bg-black/50 open:flex";

/** @param {{name: string, small?: boolean}} props */
export function Icon({ name, small = false }) {
  return <span aria-hidden="true" className={`icon icon-${name} ${small ? "!size-4" : ""}`} />;
}

/** Whether members see it, in words; nothing for what they do. @param {{row: {state: string, publishAt?: string}, always?: boolean}} props */
export function StateChip({ row, always = false }) {
  if (row.state === "published" && !always) return null;
  const icon = { draft: "lock", scheduled: "clock", published: "check" }[row.state] ?? "lock";
  return (
    <span className={CHIP} data-state={row.state}>
      <Icon name={icon} small />
      {stateText(row.state)}
    </span>
  );
}

/** @param {string} state */
export function stateText(state) {
  if (state === "published") return t("builder.published");
  return state === "scheduled" ? t("builder.scheduled") : t("course.draft");
}
