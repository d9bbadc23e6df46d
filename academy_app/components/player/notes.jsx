/**
 * Private notes on a lesson, each at a time of its video.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Spinner } from "./icons.jsx";
import { BUTTON, RING } from "./looks.js";
import { NewNote, NoteRow } from "./note.jsx";
import { draftsOf, inOrder, notesApi, withNote } from "./notes.js";
import { openStorage } from "./remembered.js";
import { useSeen } from "./seen.js";

/** @typedef {import("./notes.js").Note} Note */
/** @typedef {import("./notes.js").Draft} Draft */
/**
 * @typedef {{texts: Record<string, string>, memberId: string | number, lessonId: number, videoId: number | null,
 *   courseSlug: string, api: string}} Props
 */

const UNDO_MS = 5_000;

/** @param {Props} props */
export function LessonNotes(props) {
  return <Notes key={props.lessonId} {...props} />;
}

/** @param {Props} props */
function Notes({ texts, memberId, lessonId, videoId, courseSlug, api }) {
  const routes = useMemo(() => notesApi(api, lessonId), [api, lessonId]);
  const drafts = useMemo(() => draftsOf(openStorage(), memberId, lessonId), [memberId, lessonId]);
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  const { notes, setNotes, status, reload } = useNotes(routes, useSeen(panel));
  const removal = useRemoval(routes, setNotes);
  const now = useNow(videoId);

  const create = async (/** @type {Draft} */ draft) => {
    const note = await routes.create(draft);
    setNotes((known) => withNote(known, note));
  };
  const change = async (/** @type {number} */ id, /** @type {string} */ body) => {
    const note = await routes.change(id, body);
    setNotes((known) => withNote(known, note));
  };
  const hasNotes = notes.some(({ id }) => id !== removal.removed?.id);

  return (
    <section ref={panel} aria-label={texts.title} className="flex flex-col gap-3 text-sm text-text-primary">
      <p className="text-xs text-text-secondary">{texts.private}</p>
      <NewNote texts={texts} drafts={drafts} videoId={videoId} now={now} onSave={create} />
      {status === "loading" && (
        <p role="status" className="flex items-center gap-2 text-text-secondary">
          <Spinner className="size-4" />
          {texts.loading}
        </p>
      )}
      {status === "failed" && (
        <div role="alert" className="flex flex-wrap items-center gap-2">
          <p>{texts.failed}</p>
          <button type="button" className={BUTTON} onClick={reload}>{texts.retry}</button>
        </div>
      )}
      {status === "ready" && !notes.length && <p className="text-text-secondary">{texts.empty}</p>}
      <ul className="flex flex-col gap-2">
        {notes.map((note) => (
          <NoteRow
            key={note.id}
            note={note}
            texts={texts}
            drafts={drafts}
            isRemoved={note.id === removal.removed?.id}
            onChange={change}
            onRemove={removal.remove}
            onUndo={removal.undo}
          />
        ))}
      </ul>
      {courseSlug && hasNotes && (
        <a
          href={`${api}/courses/${encodeURIComponent(courseSlug)}/notes.md`}
          download
          className={`w-fit rounded text-xs text-link underline underline-offset-2 ${RING}`}
        >
          {texts.export}
        </a>
      )}
    </section>
  );
}

/** @param {ReturnType<typeof notesApi>} routes @param {boolean} isSeen */
function useNotes(routes, isSeen) {
  const [notes, setNotes] = useState(/** @type {Note[]} */ ([]));
  const [status, setStatus] = useState("loading");
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!isSeen) return undefined;
    let isGone = false;
    setStatus("loading");
    routes.list().then(
      (list) => {
        if (isGone) return;
        setNotes(inOrder(list));
        setStatus("ready");
      },
      () => isGone || setStatus("failed"),
    );
    return () => void (isGone = true);
  }, [routes, attempt, isSeen]);
  return { notes, setNotes, status, reload: () => setAttempt(attempt + 1) };
}

/**
 * A note goes when the time to undo is over, or the page is left.
 * @param {ReturnType<typeof notesApi>} routes @param {(change: (notes: Note[]) => Note[]) => void} setNotes
 */
function useRemoval(routes, setNotes) {
  const [removed, setRemoved] = useState(/** @type {Note | null} */ (null));
  const waiting = useRef(/** @type {{note: Note, timer: any} | null} */ (null));

  const commit = useCallback(() => {
    if (!waiting.current) return;
    const { note, timer } = waiting.current;
    waiting.current = null;
    clearTimeout(timer);
    setNotes((notes) => notes.filter(({ id }) => id !== note.id));
    setRemoved(null);
    routes.remove(note.id).catch(() => setNotes((notes) => withNote(notes, note)));
  }, [routes, setNotes]);

  const remove = useCallback((/** @type {Note} */ note) => {
    commit();
    waiting.current = { note, timer: setTimeout(commit, UNDO_MS) };
    setRemoved(note);
  }, [commit]);

  const undo = useCallback(() => {
    clearTimeout(waiting.current?.timer);
    waiting.current = null;
    setRemoved(null);
  }, []);

  useEffect(() => {
    window.addEventListener("pagehide", commit);
    return () => {
      window.removeEventListener("pagehide", commit);
      commit();
    };
  }, [commit]);

  return { removed, remove, undo };
}

/** The second of the video that is on, null before it was ever started. @param {number | null} videoId */
function useNow(videoId) {
  const seconds = useRef(/** @type {number | null} */ (null));
  useEffect(() => {
    const onTime = (/** @type {any} */ { detail }) => {
      if (detail.videoId === videoId) seconds.current = detail.seconds;
    };
    window.addEventListener("academy:time", onTime);
    return () => window.removeEventListener("academy:time", onTime);
  }, [videoId]);
  return useCallback(() => seconds.current, []);
}
