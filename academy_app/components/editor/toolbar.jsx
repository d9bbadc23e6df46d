/**
 * The toolbar: buttons with names, one stop of the Tab key, arrows between them.
 */
import { useRef, useState } from "react";
import { Icon } from "./icons.jsx";

/** @typedef {"bold" | "italic" | "link" | "quote" | "code" | "list" | "numbers" | "tasks" | "image" | "mention"} Tool */
/** @type {Tool[]} */
export const TOOLS = ["bold", "italic", "link", "quote", "code", "list", "numbers", "tasks", "image", "mention"];
/** What is pressed with Ctrl, or Cmd on Apple's machines. @type {Partial<Record<Tool, string>>} */
const KEYS = { bold: "B", italic: "I", link: "K", quote: "Shift+.", code: "E" };
const IS_APPLE = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");

/**
 * @param {{texts: Record<string, string>, controls: string, isDisabled: boolean, onTool: (tool: Tool) => void}} props
 */
export function Toolbar({ texts, controls, isDisabled, onTool }) {
  const bar = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [current, setCurrent] = useState(0);

  const onKeyDown = (/** @type {React.KeyboardEvent} */ event) => {
    const isRtl = bar.current && getComputedStyle(bar.current).direction === "rtl";
    const forward = isRtl ? "ArrowLeft" : "ArrowRight";
    const backward = isRtl ? "ArrowRight" : "ArrowLeft";
    const last = TOOLS.length - 1;
    const next = {
      [forward]: current === last ? 0 : current + 1,
      [backward]: current === 0 ? last : current - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setCurrent(next);
    bar.current?.querySelectorAll("button")[next].focus();
  };
  return (
    <div ref={bar} role="toolbar" aria-label={texts.toolbar} aria-controls={controls} onKeyDown={onKeyDown} className="flex">
      {TOOLS.map((tool, index) => (
        <button
          key={tool}
          type="button"
          tabIndex={index === current ? 0 : -1}
          disabled={isDisabled}
          aria-label={texts[tool]}
          aria-keyshortcuts={KEYS[tool] && `${IS_APPLE ? "Meta" : "Control"}+${KEYS[tool]}`}
          title={KEYS[tool] ? `${texts[tool]} (${IS_APPLE ? "⌘" : "Ctrl"}+${KEYS[tool]})` : texts[tool]}
          onFocus={() => setCurrent(index)}
          // The selection in the text stays.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTool(tool)}
          className="inline-flex h-8 max-w-9 min-w-6 flex-1 cursor-pointer items-center justify-center rounded-lg text-text-secondary hover:bg-surface-hover hover:text-text-primary disabled:cursor-not-allowed disabled:opacity-50"
        >
          <Icon name={tool} />
        </button>
      ))}
    </div>
  );
}
