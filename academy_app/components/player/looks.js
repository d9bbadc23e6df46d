/** The classes that more than one part of the player wears. */
export const RING = "focus-visible:outline-none focus-visible:ring-2 focus-visible:ring-text-primary";

export const BUTTON =
  "inline-flex min-h-9 cursor-pointer items-center justify-center gap-2 rounded-lg border border-border-medium "
  + "bg-surface-primary px-3 text-sm font-medium text-text-primary hover:bg-surface-hover "
  + `disabled:cursor-not-allowed disabled:opacity-60 ${RING}`;

export const SUBMIT =
  "inline-flex min-h-9 cursor-pointer items-center justify-center gap-2 rounded-lg bg-surface-submit px-3 "
  + `text-sm font-medium text-white disabled:cursor-not-allowed disabled:opacity-60 ${RING}`;

export const INPUT =
  "w-full rounded-lg border border-border-heavy bg-surface-primary px-3 py-1.5 text-sm text-text-primary "
  + `placeholder:text-text-secondary ${RING}`;

/** A time that can be pressed. */
export const TIME =
  `inline-flex min-h-6 cursor-pointer items-center rounded px-1 font-mono text-xs text-link tabular-nums hover:underline ${RING}`;
