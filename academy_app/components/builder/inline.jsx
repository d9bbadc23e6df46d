/** A name that is changed where it stands: Enter and leaving keep it, Escape does not. */
import { useEffect, useRef } from "react";
import { INPUT } from "./looks.jsx";

/** @param {{value?: string, label: string, placeholder?: string, onDone: (title: string) => void, onEnter?: (title: string) => void, describedBy?: string}} props */
export function Inline({ value = "", label, placeholder, onDone, onEnter, describedBy }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  const isOver = useRef(false);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const end = (/** @type {string} */ title) => {
    if (isOver.current) return;
    isOver.current = true;
    onDone(title.trim());
  };
  return (
    <input
      ref={field}
      defaultValue={value}
      aria-label={label}
      aria-describedby={describedBy}
      placeholder={placeholder}
      maxLength={200}
      dir="auto"
      className={`${INPUT} min-w-0 flex-1`}
      onBlur={(event) => end(event.target.value)}
      onPaste={(event) => {
        // Several lines are several names.
        const lines = event.clipboardData.getData("text/plain").split(/\r?\n/).map((line) => line.trim()).filter(Boolean);
        if (!onEnter || lines.length < 2) return;
        event.preventDefault();
        for (const line of lines) onEnter(line.slice(0, 200));
      }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === "Enter") {
          event.preventDefault();
          const title = event.currentTarget.value.trim();
          if (!onEnter) end(title);
          else if (title) {
            onEnter(title);
            event.currentTarget.value = "";
          } else end("");
        } else if (event.key === "Escape") {
          event.stopPropagation();
          end("");
        }
      }}
    />
  );
}
