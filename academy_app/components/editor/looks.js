/** The classes that more than one part of the editor wears. */
const PRESSED = "inline-flex min-h-9 cursor-pointer items-center justify-center gap-2 rounded-lg px-3 text-sm font-medium ";

export const BUTTON =
  `${PRESSED}border border-border-medium bg-surface-primary text-text-primary hover:bg-surface-hover aria-pressed:bg-surface-active`;

export const SUBMIT = `${PRESSED}bg-surface-submit text-white hover:bg-surface-submit-hover aria-disabled:cursor-not-allowed aria-disabled:opacity-60`;

/** Words as they were typed: Inter makes "2x3" look like "2×3". */
export const SOURCE = "[font-feature-settings:'calt'_0] [font-variant-ligatures:none]";

/** Phones zoom in on a field whose letters are smaller than 16 pixels. */
export const INPUT =
  `${SOURCE} w-full min-h-9 rounded-xl border border-border-heavy bg-surface-primary px-3 py-1.5 text-base text-text-primary `
  + "placeholder:text-text-tertiary aria-invalid:border-text-destructive sm:text-sm";

export const ICON = "inline-flex size-9 shrink-0 cursor-pointer items-center justify-center rounded-lg hover:bg-surface-hover";

export const SMALL = "min-h-6 cursor-pointer rounded px-1 text-xs text-text-secondary hover:underline";

/** Words in a frame that ask something. */
export const ASKING = "rounded-xl border border-border-medium bg-surface-secondary p-3";

export const ERROR = "text-sm text-text-destructive empty:hidden";
