/**
 * One note: being written, shown, being changed.
 */
import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { BUTTON, INPUT, RING, SUBMIT, TIME } from "./looks.js";
import { emptyDraft } from "./notes.js";
import { clockText, fill } from "./time.js";

/** @typedef {import("./notes.js").Note} Note */
/** @typedef {import("./notes.js").Draft} Draft */
/** @typedef {ReturnType<typeof import("./notes.js").draftsOf>} Drafts */
/** @typedef {Record<string, string>} Texts */

const NEW = "new";
const LIMIT = 10_000;

/**
 * @param {{texts: Texts, drafts: Drafts, videoId: number | null, now: () => number | null,
 *   onSave: (draft: Draft) => Promise<void>}} props
 */
export function NewNote({ texts, drafts, videoId, now, onSave }) {
  const [draft, setDraft] = useState(() => drafts.read(NEW) ?? emptyDraft());
  const { isSaving, hasFailed, save } = useSaving();

  /** The time of a note is when its first letter was typed. @param {string} body */
  const write = (body) => {
    const isFirst = !draft.body && body;
    const seconds = isFirst ? now() : draft.seconds;
    const next = { ...draft, body, seconds, videoId: seconds === null ? null : videoId };
    setDraft(next);
    drafts.keep(NEW, next);
  };
  const submit = () =>
    save(async () => {
      await onSave({ ...draft, body: draft.body.trim() });
      drafts.drop(NEW);
      setDraft(emptyDraft());
    });
  const label = draft.seconds === null ? texts.label : fill(texts.labelAt, { time: clockText(draft.seconds) });
  return (
    <Editor label={label} body={draft.body} isSaving={isSaving} hasFailed={hasFailed} texts={texts} onWrite={write} onSubmit={submit} />
  );
}

/**
 * A note in the list: as it stands, being changed, or just deleted, which can be undone.
 * @param {{note: Note, texts: Texts, drafts: Drafts, isRemoved: boolean,
 *   onChange: (id: number, body: string) => Promise<void>, onRemove: (note: Note) => void, onUndo: () => void}} props
 */
export function NoteRow({ note, texts, drafts, isRemoved, onChange, onRemove, onUndo }) {
  const [edit, setEdit] = useState(() => drafts.read(note.id));
  const row = useRef(/** @type {HTMLLIElement | null} */ (null));
  /** The button that was pressed here, to which focus comes back. */
  const pressed = useRef(/** @type {"" | "edit" | "remove"} */ (""));
  useFocusPassedOn(row);

  const change = () => {
    pressed.current = "edit";
    setEdit({ ...emptyDraft(), body: note.body });
  };
  const remove = () => {
    pressed.current = "remove";
    onRemove(note);
  };
  return (
    <li ref={row} className={isRemoved ? "" : "rounded-xl border border-border-light bg-surface-primary p-3"}>
      {isRemoved ? (
        <RemovedNote texts={texts} onUndo={onUndo} />
      ) : edit ? (
        <ChangedNote
          note={note}
          draft={edit}
          texts={texts}
          drafts={drafts}
          isFocused={pressed.current === "edit"}
          onChange={onChange}
          onClose={() => setEdit(null)}
        />
      ) : (
        <>
          <p className="break-words whitespace-pre-wrap">{note.body}</p>
          <div className="mt-1 flex flex-wrap items-center gap-x-3">
            {note.seconds !== null && <JumpButton note={note} texts={texts} />}
            <SmallButton isFocused={pressed.current === "edit"} onPress={change}>{texts.edit}</SmallButton>
            <SmallButton isFocused={pressed.current === "remove"} onPress={remove}>{texts.remove}</SmallButton>
          </div>
        </>
      )}
    </li>
  );
}

/**
 * A row that goes with the focus in it hands it to its neighbour; elsewhere focus stays.
 * @param {{current: HTMLLIElement | null}} row
 */
function useFocusPassedOn(row) {
  useLayoutEffect(() => {
    const leaving = row.current;
    return () => {
      if (!leaving?.contains(document.activeElement)) return;
      const next = leaving.nextElementSibling ?? leaving.previousElementSibling;
      const target = next?.querySelector("button") ?? leaving.closest("section")?.querySelector("textarea");
      target?.focus({ preventScroll: true });
    };
  }, [row]);
}

/** @param {{texts: Texts, onUndo: () => void}} props */
function RemovedNote({ texts, onUndo }) {
  const words = useId();
  return (
    <p className="flex flex-wrap items-center justify-between gap-2 rounded-lg bg-surface-tertiary px-3 py-1.5">
      <span id={words}>{texts.removed}</span>
      <button type="button" autoFocus aria-describedby={words} className={BUTTON} onClick={onUndo}>{texts.undo}</button>
    </p>
  );
}

/**
 * @param {{note: Note, draft: Draft, texts: Texts, drafts: Drafts, isFocused: boolean,
 *   onChange: (id: number, body: string) => Promise<void>, onClose: () => void}} props
 */
function ChangedNote({ note, draft, texts, drafts, isFocused, onChange, onClose }) {
  const [body, setBody] = useState(draft.body);
  const { isSaving, hasFailed, save } = useSaving();

  const write = (/** @type {string} */ text) => {
    setBody(text);
    drafts.keep(note.id, { ...draft, body: text });
  };
  const close = () => {
    drafts.drop(note.id);
    onClose();
  };
  const submit = () =>
    save(async () => {
      await onChange(note.id, body.trim());
      close();
    });
  return (
    <Editor
      label={texts.edit}
      body={body}
      isSaving={isSaving}
      hasFailed={hasFailed}
      isFocused={isFocused}
      texts={texts}
      onWrite={write}
      onSubmit={submit}
      onCancel={close}
    />
  );
}

/**
 * @param {{label: string, body: string, isSaving: boolean, hasFailed: boolean, isFocused?: boolean, texts: Texts,
 *   onWrite: (body: string) => void, onSubmit: () => void, onCancel?: () => void}} props
 */
function Editor({ label, body, isSaving, hasFailed, isFocused = false, texts, onWrite, onSubmit, onCancel }) {
  const field = useId();
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  useEffect(() => {
    if (isFocused) writeOn(area.current);
  }, [isFocused]);
  const isEmpty = !body.trim();
  const onKeyDown = (/** @type {React.KeyboardEvent} */ event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isEmpty) onSubmit();
    if (event.key === "Escape") onCancel?.();
  };
  const submit = (/** @type {React.FormEvent} */ event) => {
    event.preventDefault();
    if (!isEmpty && !isSaving) onSubmit();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <label htmlFor={field} className="text-xs font-medium text-text-secondary tabular-nums">{label}</label>
      <textarea
        ref={area}
        id={field}
        rows={3}
        value={body}
        maxLength={LIMIT}
        onChange={(event) => onWrite(event.target.value)}
        onKeyDown={onKeyDown}
        className={`${INPUT} resize-y`}
      />
      <div className="flex flex-wrap items-center gap-2">
        <button type="submit" disabled={isEmpty || isSaving} aria-busy={isSaving} className={SUBMIT}>{texts.save}</button>
        {onCancel && <button type="button" className={BUTTON} onClick={onCancel}>{texts.cancel}</button>}
        <p role="status" className="min-w-0 flex-1 text-xs text-text-secondary">{hasFailed && texts.notSaved}</p>
      </div>
    </form>
  );
}

/** Puts the caret behind the last word. @param {HTMLTextAreaElement | null} area */
function writeOn(area) {
  area?.focus();
  area?.setSelectionRange(area.value.length, area.value.length);
}

/** @param {{note: Note, texts: Texts}} props */
function JumpButton({ note, texts }) {
  const time = clockText(note.seconds ?? 0);
  const jump = () => {
    const detail = { videoId: note.videoId, seconds: note.seconds, play: true };
    window.dispatchEvent(new CustomEvent("academy:seek", { detail }));
  };
  return (
    <button type="button" onClick={jump} aria-label={fill(texts.jump, { time })} className={TIME}>{time}</button>
  );
}

/** @param {{isFocused: boolean, onPress: () => void, children: any}} props */
function SmallButton({ isFocused, onPress, children }) {
  return (
    <button
      type="button"
      autoFocus={isFocused}
      onClick={onPress}
      className={`inline-flex min-h-6 cursor-pointer items-center rounded px-1 text-xs text-text-secondary hover:underline ${RING}`}
    >
      {children}
    </button>
  );
}

function useSaving() {
  const [state, setState] = useState({ isSaving: false, hasFailed: false });
  const save = async (/** @type {() => Promise<void>} */ work) => {
    setState({ isSaving: true, hasFailed: false });
    try {
      await work();
      setState({ isSaving: false, hasFailed: false });
    } catch {
      setState({ isSaving: false, hasFailed: true });
    }
  };
  return { ...state, save };
}
