/** A button with a list of acts: arrows between them, Escape and a click beside it close it. */
import { useEffect, useId, useRef, useState } from "react";
import { ICON, Icon, MENU_ITEM } from "./looks.jsx";

/** @typedef {{icon: string, text: string, run: () => void} | null | false} Item */

/** @param {{label: string, items: Item[] | (() => Item[])}} props */
export function Menu({ label, items }) {
  const [isOpen, setOpen] = useState(false);
  const [place, setPlace] = useState(/** @type {React.CSSProperties} */ ({}));
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const list = useRef(/** @type {HTMLDivElement | null} */ (null));
  const id = useId();

  const close = (isBack = true) => {
    setOpen(false);
    if (isBack) button.current?.focus();
  };
  useEffect(() => {
    if (!isOpen) return undefined;
    list.current?.querySelector("button")?.focus();
    const beside = (/** @type {any} */ event) => {
      if (!list.current?.contains(event.target) && !button.current?.contains(event.target)) setOpen(false);
    };
    const away = () => setOpen(false);
    addEventListener("pointerdown", beside);
    addEventListener("scroll", away, true);
    return () => {
      removeEventListener("pointerdown", beside);
      removeEventListener("scroll", away, true);
    };
  }, [isOpen]);

  const open = () => {
    const box = button.current?.getBoundingClientRect();
    if (box) {
      const isRtl = getComputedStyle(document.documentElement).direction === "rtl";
      const isLow = box.bottom > innerHeight - 320 && box.top > 320;
      setPlace({
        ...(isLow ? { bottom: innerHeight - box.top + 4 } : { top: box.bottom + 4 }),
        ...(isRtl ? { left: Math.max(8, box.left) } : { right: Math.max(8, innerWidth - box.right) }),
      });
    }
    setOpen(true);
  };
  const onKeyDown = (/** @type {React.KeyboardEvent} */ event) => {
    const all = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = all.indexOf(/** @type {any} */ (document.activeElement));
    const next = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      all[next]?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  };
  const shown = isOpen ? (typeof items === "function" ? items() : items).filter(Boolean) : [];
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        className={ICON}
        onClick={() => (isOpen ? close() : open())}
      >
        <Icon name="more" />
      </button>
      {isOpen && (
        <div
          ref={list}
          id={id}
          role="menu"
          aria-label={label}
          tabIndex={-1}
          style={place}
          onKeyDown={onKeyDown}
          className="fixed z-40 w-64 rounded-2xl border border-border-light bg-surface-dialog p-2 shadow-lg"
        >
          {shown.map((item) => (
            <button
              key={item.text}
              type="button"
              role="menuitem"
              tabIndex={-1}
              className={MENU_ITEM}
              onClick={() => {
                close();
                item.run();
              }}
            >
              <Icon name={item.icon} small />
              {item.text}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
