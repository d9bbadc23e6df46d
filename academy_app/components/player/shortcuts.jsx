import { useEffect } from "react";
import { installShortcuts } from "./shortcuts.js";

/** The keyboard of a lesson without a video. */
export function LessonShortcuts() {
  useEffect(() => installShortcuts(), []);
  return null;
}
