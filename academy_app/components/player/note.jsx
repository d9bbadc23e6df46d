/**
 * One note: being written, shown, being changed.
 */
import { useId, useState } from "react";
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
 * @param {{note: Note, texts: Texts, drafts: Drafts, onChange: (id: number, body: string) => Promise<void>,
 *   onRemove: (note: Note) => void}} props
 */
export function NoteRow({ note, texts, drafts, onChange, onRemove }) {
  const [edit, setEdit] = useState(() => drafts.read(note.id));
  if (edit) {
    return <ChangedNote note={note} draft={edit} texts={texts} drafts={drafts} onChange={onChange} onClose={() => setEdit(null)} />;
  }
  return (
    <li className="rounded-xl border border-border-light bg-surface-primary p-3">
      <p className="break-words whitespace-pre-wrap">{note.body}</p>
      <div className="mt-1 flex flex-wrap items-center gap-x-3">
        {note.seconds !== null && <JumpButton note={note} texts={texts} />}
        <SmallButton onPress={() => setEdit({ ...emptyDraft(), body: note.body })}>{texts.edit}</SmallButton>
        <SmallButton onPress={() => onRemove(note)}>{texts.remove}</SmallButton>
      </div>
    </li>
  );
}

/**
 * @param {{note: Note, draft: Draft, texts: Texts, drafts: Drafts, onChange: (id: number, body: string) => Promise<void>,
 *   onClose: () => void}} props
 */
function ChangedNote({ note, draft, texts, drafts, onChange, onClose }) {
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
    <li className="rounded-xl border border-border-light bg-surface-primary p-3">
      <Editor label={texts.edit} body={body} isSaving={isSaving} hasFailed={hasFailed} texts={texts} onWrite={write} onSubmit={submit} onCancel={close} />
    </li>
  );
}

/**
 * @param {{label: string, body: string, isSaving: boolean, hasFailed: boolean, texts: Texts,
 *   onWrite: (body: string) => void, onSubmit: () => void, onCancel?: () => void}} props
 */
function Editor({ label, body, isSaving, hasFailed, texts, onWrite, onSubmit, onCancel }) {
  const field = useId();
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
        id={field}
        rows={3}
        value={body}
        maxLength={LIMIT}
        autoFocus={Boolean(onCancel)}
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

/** @param {{onPress: () => void, children: any}} props */
function SmallButton({ onPress, children }) {
  return (
    <button
      type="button"
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
