/**
 * Members offered behind an @: arrows, Enter and Escape, while the focus stays in the text.
 */
import { useEffect, useId, useRef, useState } from "react";
import { fill } from "../player/time.js";
import { applyEdit, selectionOf } from "./area.js";
import { call } from "./calls.js";
import { mentionAt } from "./text.js";

/** @typedef {{id: number, name: string, picture: string, initials: string, colour: number, markdown: string}} Person */

const PAUSE_MS = 150;
const MOST = 8;

/** @param {string} api @param {number | null} threadId @param {{current: HTMLTextAreaElement | null}} area */
export function useNames(api, threadId, area) {
  const listId = useId();
  const [open, setOpen] = useState(/** @type {{people: Person[], active: number} | null} */ (null));
  /** Where the @ stands that was closed by Escape. */
  const closedAt = useRef(-1);
  const wanted = useRef("");
  const timer = useRef(/** @type {any} */ (0));
  /** @type {{current: Map<string, Person[]>}} */
  const known = useRef(new Map());
  useEffect(() => () => clearTimeout(timer.current), []);

  const close = () => {
    clearTimeout(timer.current);
    wanted.current = "";
    setOpen(null);
  };
  const look = () => {
    const found = area.current && mentionAt(selectionOf(area.current));
    if (!found || found.from === closedAt.current) {
      if (!found) closedAt.current = -1;
      return close();
    }
    const query = `@${found.query.toLowerCase()}`;
    if (wanted.current === query) return undefined;
    wanted.current = query;
    clearTimeout(timer.current);
    const people = recalled(known.current, query);
    if (people) return show(query, people);
    timer.current = setTimeout(() => fetchFor(query), PAUSE_MS);
    return undefined;
  };
  const fetchFor = async (/** @type {string} */ query) => {
    const thread = threadId ? `&threadId=${threadId}` : "";
    const { status, body } = await call("GET", `${api}/community/mentions?q=${encodeURIComponent(query.slice(1))}${thread}`);
    if (status !== 200) return;
    known.current.set(query, body);
    show(query, body);
  };
  const show = (/** @type {string} */ query, /** @type {Person[]} */ people) => {
    if (wanted.current === query) setOpen(people.length ? { people, active: 0 } : null);
  };
  const choose = (/** @type {Person} */ person) => {
    const field = area.current;
    const found = field && mentionAt(selectionOf(field));
    close();
    if (!field || !found) return;
    const words = `${person.markdown} `;
    const caret = found.from + words.length;
    applyEdit(field, { from: found.from, to: field.selectionStart, text: words, start: caret, end: caret });
  };
  /** @param {React.KeyboardEvent} event @returns {boolean} Whether the key was for the list. */
  const onKeyDown = (event) => {
    if (!open || event.ctrlKey || event.metaKey || event.altKey) return false;
    const { people, active } = open;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setOpen({ people, active: (active + step + people.length) % people.length });
    else if (event.key === "Enter" || event.key === "Tab") choose(people[active]);
    else if (event.key === "Escape") {
      closedAt.current = (area.current && mentionAt(selectionOf(area.current)))?.from ?? -1;
      close();
    } else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const isOpen = open !== null;
  return { listId, area, isOpen, open, look, close, choose, onKeyDown, activeId: open ? `${listId}-${open.people[open.active].id}` : undefined };
}

/** A shorter query that had few answers has the answers of the longer one. @param {Map<string, Person[]>} known @param {string} query */
function recalled(known, query) {
  if (known.has(query)) return known.get(query);
  for (let length = query.length - 1; length > 1; length -= 1) {
    const people = known.get(query.slice(0, length));
    if (people && people.length < MOST) return people.filter(({ name }) => isMeant(name, query.slice(1)));
  }
  return undefined;
}

/** As the server finds them. @param {string} name @param {string} query */
function isMeant(name, query) {
  const lower = name.toLowerCase();
  return lower.startsWith(query) || lower.includes(` ${query}`) || lower.includes(`-${query}`);
}

/** @param {ReturnType<typeof useNames> & {texts: Record<string, string>}} props */
export function Names({ listId, area, open, activeId, choose, texts }) {
  // Above the field, where nothing cuts it off.
  const { top = 0, left = 0, width = 0 } = open ? (area.current?.getBoundingClientRect() ?? {}) : {};
  const place = { bottom: innerHeight - top + 4, left, maxWidth: width, maxHeight: Math.min(256, Math.max(96, top - 12)) };
  return (
    <>
      <p role="status" className="sr-only">{open ? fill(texts.found, { number: open.people.length }) : ""}</p>
      {open && (
        <ul
          id={listId}
          role="listbox"
          aria-label={texts.people}
          style={place}
          className="fixed z-50 w-72 overflow-y-auto rounded-xl border border-border-medium bg-surface-dialog p-1 shadow-lg"
        >
          {open.people.map((person) => (
            <li
              key={person.id}
              id={`${listId}-${person.id}`}
              role="option"
              aria-selected={activeId === `${listId}-${person.id}`}
              onMouseDown={(event) => {
                event.preventDefault();
                choose(person);
              }}
              className="flex min-h-9 cursor-pointer items-center gap-2 rounded-lg px-2 text-sm hover:bg-surface-hover aria-selected:bg-surface-active"
            >
              <Face person={person} />
              <span className="truncate">{person.name}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** @param {{person: Person}} props */
function Face({ person }) {
  if (person.picture) return <img src={person.picture} alt="" className="size-6 shrink-0 rounded-full object-cover" />;
  return (
    <span
      aria-hidden="true"
      data-colour={person.colour}
      className="avatar inline-flex size-6 shrink-0 items-center justify-center rounded-full text-[0.625rem] font-semibold text-white"
    >
      {person.initials}
    </span>
  );
}
