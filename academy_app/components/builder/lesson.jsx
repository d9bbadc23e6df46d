/**
 * The lesson being written. It is saved as one types; others who write it are seen, and nobody overwrites them unseen.
 */
import { useCallback, useEffect, useId, useImperativeHandle, useMemo, useRef, useState } from "react";
import { t } from "$/public/i18n.js";
import { setFormulas } from "../editor/preview.jsx";
import { Writing } from "../editor/writing.jsx";
import { Here, Writing as Writers } from "../live/company.jsx";
import { openStorage } from "../player/remembered.js";
import { Files } from "./files.jsx";
import { BUTTON, ERROR, ICON, Icon, INPUT, StateChip } from "./looks.jsx";
import { Menu } from "./menu.jsx";
import { complain, isRight, problemOf } from "./requests.js";
import { createSaver, isSaid, keyOf } from "./saver.js";
import { Videos } from "./videos.jsx";

const LIMIT = 1_000_000;
const PREVIEW_MS = 500;
const PREVIEW_RETRY_MS = 5_000;

/** @param {any} props */
export default function Lesson(props) {
  const { lessonId, requests } = props;
  const [loaded, setLoaded] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState("");
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isGone = false;
    setProblem("");
    requests.get(`/lessons/${lessonId}`).then((/** @type {any} */ answer) => {
      if (isGone) return;
      if (answer.status === 200) setLoaded(answer.body);
      else setProblem(problemOf(answer).message ?? t("builder.no_connection"));
    });
    return () => void (isGone = true);
  }, [lessonId, requests, attempt]);
  if (problem) {
    return (
      <div role="alert" className="flex flex-wrap items-center gap-3 p-6">
        <p>{problem}</p>
        <button type="button" className={BUTTON} onClick={() => setAttempt(attempt + 1)}>{t("player.retry")}</button>
      </div>
    );
  }
  if (!loaded) return <p role="status" className="p-6 text-text-secondary">{t("state.loading")}</p>;
  return <Editor {...props} loaded={loaded} />;
}

/** @param {any} props */
function Editor({ loaded, row, module, texts, memberId, api, requests, acts, handle }) {
  const lesson = useLesson({ loaded, memberId, requests, acts });
  const { fields, change, save, theirs, errors } = lesson;
  const [view, setView] = useState("write");
  const [areImagesBusy, setImagesBusy] = useState(false);
  const files = useRef(/** @type {any} */ (null));
  const writing = useRef(/** @type {any} */ (null));
  const ids = { title: useId(), minutes: useId() };

  useImperativeHandle(handle, () => ({ id: loaded.id, retitle: (/** @type {string} */ title) => change({ title }) }), [loaded.id, change]);

  const onDrop = (/** @type {React.DragEvent} */ event) => {
    if (event.defaultPrevented || !event.dataTransfer.files.length) return;
    event.preventDefault();
    files.current?.add([...event.dataTransfer.files]);
  };
  return (
    <article
      data-lesson={loaded.id}
      data-writes={`lesson-edit:${loaded.id}`}
      onDragOver={(event) => [...event.dataTransfer.types].includes("Files") && event.preventDefault()}
      onDrop={onDrop}
      className="mx-auto flex w-full max-w-[90rem] flex-col gap-4 px-4 py-4 sm:px-6"
    >
      {/* On phones the outline, and the course's own heading with it, is another view. */}
      <h1 className="sr-only lg:hidden">{fields.title}</h1>
      <header className="flex flex-wrap items-center gap-2">
        <button type="button" className={`${BUTTON} lg:hidden`} onClick={() => acts.choose(0)}>
          <Icon name="chevron-previous" small />
          {t("builder.outline")}
        </button>
        <p className="min-w-0 truncate text-sm text-text-secondary max-sm:hidden">{module.title}</p>
        <StateChip row={row} always />
        <SaveState state={save.state} onRetry={save.retry} />
        <div className="ms-auto flex items-center gap-1">
          {row.state === "draft" ? (
            <button type="button" className={BUTTON} onClick={() => void acts.publish("lesson", [row.id], "published")}>{t("builder.publish_now")}</button>
          ) : null}
          <a href={`${loaded.href}?as=learner`} className={ICON} aria-label={t("builder.preview_as_learner")} title={t("builder.preview_as_learner")}>
            <Icon name="user" />
          </a>
          <Menu
            label={t("builder.menu_of", { title: fields.title })}
            items={[
              { icon: "clock", text: t("builder.versions"), run: () => acts.open("versions", { lesson: loaded, restore: lesson.reload, flush: save.flush }) },
              { icon: "megaphone", text: t("builder.tell_changed"), run: () => void lesson.tellChanged() },
              { icon: "text", text: t("builder.duplicate"), run: () => void acts.copy("lesson", row.id) },
              { icon: "exit", text: t("builder.move_to"), run: () => acts.open("move", { kind: "lesson", ids: [row.id] }) },
              row.state !== "draft" && { icon: "lock", text: t("builder.make_draft"), run: () => void acts.publish("lesson", [row.id], "draft") },
              { icon: "calendar", text: t("builder.schedule"), run: () => acts.open("schedule", { kind: "lesson", row }) },
              { icon: "trash", text: t("builder.delete"), run: () => void acts.remove("lesson", [row.id]) },
            ]}
          />
        </div>
      </header>
      <div className="flex flex-wrap items-center gap-x-4 has-[[data-here='0']]:hidden has-[[data-here='1']]:hidden">
        <Here channel={`lesson-edit:${loaded.id}`} />
        <Writers channel={`lesson-edit:${loaded.id}`} memberId={memberId} />
      </div>
      {theirs && <Conflict mine={fields} theirs={theirs} onChoose={lesson.settle} />}
      <div>
        <label htmlFor={ids.title} className="mb-1 block text-sm font-medium">{t("builder.lesson_title")}</label>
        <input
          id={ids.title}
          value={fields.title}
          maxLength={200}
          dir="auto"
          autoComplete="off"
          aria-invalid={Boolean(errors.title) || undefined}
          className={`${INPUT} !text-lg font-semibold`}
          onChange={(event) => change({ title: event.target.value })}
        />
        <p role="alert" className={ERROR}>{errors.title}</p>
      </div>
      <Videos videos={fields.videos} error={errors.video} requests={requests} lessonId={loaded.id} onChange={(/** @type {any} */ videos) => change({ videos }, 0)} onReload={lesson.reload} />
      <section aria-label={t("builder.text")} className="flex flex-col gap-2">
        <div role="group" aria-label={t("builder.views")} className="flex gap-1 xl:hidden">
          {["write", "preview"].map((each) => (
            <button key={each} type="button" aria-pressed={view === each} className={BUTTON} onClick={() => setView(each)}>
              {each === "write" ? t("builder.write") : t("editor.preview")}
            </button>
          ))}
        </div>
        <div className="grid gap-4 xl:grid-cols-2">
          <div className={view === "write" ? "" : "max-xl:hidden"}>
            <Writing
              texts={texts}
              api={api}
              threadId={null}
              label={t("builder.text")}
              value={fields.body}
              error={errors.body ?? ""}
              isLocked={false}
              limit={LIMIT}
              onWrite={(body) => change({ body })}
              onBusy={setImagesBusy}
              handle={writing}
            />
            {areImagesBusy && <p role="status" className="text-xs text-text-secondary">{texts.imagesFirst}</p>}
          </div>
          <div className={view === "preview" ? "" : "max-xl:hidden"}>
            <LivePreview body={fields.body} requests={requests} />
          </div>
        </div>
      </section>
      <Files files={loaded.files} lessonId={loaded.id} requests={requests} handle={files} />
      <div className="max-w-xs">
        <label htmlFor={ids.minutes} className="mb-1 block text-sm font-medium">{t("builder.minutes")}</label>
        <input
          id={ids.minutes}
          type="number"
          min={0}
          max={6000}
          inputMode="numeric"
          value={fields.areMinutesFinal ? fields.minutes : ""}
          placeholder={t("builder.minutes_estimated", { minutes: fields.minutes })}
          aria-describedby={`${ids.minutes}-hint`}
          aria-invalid={Boolean(errors.minutes) || undefined}
          className={INPUT}
          onChange={({ target }) => lesson.setMinutes(target.value)}
        />
        <p id={`${ids.minutes}-hint`} className="mt-1 text-xs text-text-tertiary">{t("builder.minutes_hint")}</p>
        <p role="alert" className={ERROR}>{errors.minutes}</p>
      </div>
    </article>
  );
}

/** The fields and their way to the server. @param {any} what */
function useLesson({ loaded, memberId, requests, acts }) {
  const [fields, setFields] = useState(() => fieldsOf(loaded));
  const [state, setState] = useState("saved");
  const [theirs, setTheirs] = useState(/** @type {any} */ (null));
  const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
  const current = useRef(fields);
  const show = useCallback((/** @type {any} */ news) => {
    current.current = { ...current.current, ...news };
    setFields(current.current);
  }, []);
  const reloading = useRef(async () => {});
  const [saver] = useState(() =>
    createSaver({
      key: keyOf(memberId, loaded.id),
      version: loaded.version,
      storage: openStorage(),
      send: (body, isLeaving) => requests.ask("PATCH", `/lessons/${loaded.id}`, body, isLeaving ? { keepalive: true } : {}),
      tell: (next, { answer, theirs: other }) => {
        setState(next);
        if (next === "refused") setErrors(errorsOf(answer));
        if (next === "conflict") setTheirs(other);
        if ((next === "saved" || next === "changed") && answer) {
          setErrors({});
          acts.told(answer);
          if (!current.current.areMinutesFinal) show({ minutes: answer.minutes });
          // New videos have ids now, by which subtitles are given to them.
          if (next === "saved" && current.current.videos.some((/** @type {any} */ video) => !video.id)) void reloading.current();
        }
        if (next === "signed-out") setErrors({ "": t("error.unauthenticated") });
      },
    }),
  );

  const reload = useCallback(async () => {
    const { status, body } = await requests.get(`/lessons/${loaded.id}`);
    if (status !== 200 || !saver.isClean()) return;
    saver.follow(body.version);
    show(fieldsOf(body));
  }, [requests, loaded.id, saver, show]);

  reloading.current = reload;

  const change = useCallback((/** @type {any} */ news, /** @type {number | undefined} */ pause = undefined) => {
    show(news);
    const { videos, ...rest } = news;
    saver.change({ ...rest, ...(videos && { videos: videos.map(sentVideo) }) }, pause);
  }, [saver, show]);

  useEffect(() => {
    const kept = saver.kept();
    if (kept?.changes && isSaid(kept.changes, loaded)) saver.settle(loaded.version, false);
    else if (kept?.changes) {
      const { videos, ...rest } = kept.changes;
      show({ ...rest, ...(videos && { videos }) });
      if (kept.base === loaded.version) saver.change(kept.changes, 0);
      else {
        saver.hold(kept.changes);
        setState("conflict");
        setTheirs({ name: loaded.editor, version: loaded.version, title: loaded.title, body: loaded.body });
      }
    }
    const news = (/** @type {any} */ { detail }) => {
      if (detail.lesson.id !== loaded.id || detail.lesson.version <= saver.version || !saver.isClean()) return;
      void reload();
      if (detail.editor_id !== memberId) acts.say(t("builder.changed_by", { name: detail.editor }));
    };
    const leave = () => document.visibilityState === "hidden" && void saver.flush(true);
    const online = () => void saver.retry();
    addEventListener("academy:lesson-saved", news);
    document.addEventListener("visibilitychange", leave);
    addEventListener("online", online);
    return () => {
      removeEventListener("academy:lesson-saved", news);
      document.removeEventListener("visibilitychange", leave);
      removeEventListener("online", online);
      void saver.flush(true);
      saver.stop();
    };
    // Once: the editor is keyed by its lesson.
  }, []);

  const settle = (/** @type {boolean} */ isMine) => {
    const version = theirs.version;
    setTheirs(null);
    const done = saver.settle(version, isMine);
    if (!isMine) void done.then(reload);
  };
  const setMinutes = (/** @type {string} */ typed) => {
    if (typed === "") {
      show({ areMinutesFinal: false });
      return saver.change({ minutes: -1, body: current.current.body });
    }
    const minutes = Math.max(0, Math.round(Number(typed)) || 0);
    show({ minutes, areMinutesFinal: true });
    return saver.change({ minutes });
  };
  const tellChanged = async () => {
    await saver.flush();
    const answer = await requests.ask("PATCH", `/lessons/${loaded.id}`, { baseVersion: saver.version, isNews: true });
    if (!isRight(answer.status)) return complain(answer);
    saver.follow(answer.body.version);
    acts.told(answer.body);
    return acts.toast({ text: t("builder.told_changed") });
  };
  const save = useMemo(() => ({ retry: () => void saver.retry(), flush: () => saver.flush() }), [saver]);
  return { fields, change, theirs, errors, settle, reload, setMinutes, tellChanged, save: { ...save, state } };
}

/** @param {any} lesson */
function fieldsOf({ title, body, minutes, areMinutesFinal, videos }) {
  return { title, body, minutes, areMinutesFinal, videos };
}

/** @param {any} video */
function sentVideo({ address, title, poster, duration }) {
  return { address, title: title ?? "", poster: poster ?? "", ...(duration && { length: duration }) };
}

/** @param {any} problem */
function errorsOf(problem) {
  const found = Object.entries(problem?.errors ?? {}).map(([name, { message }]) => [name.split(".")[0], message]);
  return found.length ? Object.fromEntries(found) : { "": problem?.message ?? "" };
}

/** @param {{state: string, onRetry: () => void}} props */
function SaveState({ state, onRetry }) {
  const words = {
    saved: t("builder.saved"),
    changed: t("builder.unsaved"),
    saving: t("builder.saving"),
    offline: t("builder.kept_here"),
    "signed-out": t("editor.signed_out"),
    refused: t("builder.not_saved"),
    conflict: t("builder.conflict_state"),
  }[state];
  const isBad = ["offline", "signed-out", "refused", "conflict"].includes(state);
  return (
    <span className="flex items-center gap-2 text-sm">
      <span role="status" data-save={state} className={isBad ? "text-text-destructive" : "text-text-secondary"}>{words}</span>
      {state === "offline" && <button type="button" className={BUTTON} onClick={onRetry}>{t("player.retry")}</button>}
    </span>
  );
}

/** Both texts, and whose is to stay. The other's remains a version. @param {{mine: any, theirs: any, onChoose: (isMine: boolean) => void}} props */
function Conflict({ mine, theirs, onChoose }) {
  const words = useId();
  return (
    <section role="alertdialog" aria-labelledby={words} className="flex flex-col gap-3 rounded-2xl border border-border-heavy bg-surface-secondary p-4">
      <p id={words} className="font-medium">{t("builder.conflict", { name: theirs.name || t("editor.someone") })}</p>
      <div className="grid gap-3 md:grid-cols-2">
        {[
          { label: t("builder.mine"), text: mine },
          { label: t("builder.theirs"), text: theirs },
        ].map(({ label, text }) => (
          <div key={label} className="min-w-0">
            <h3 className="mb-1 text-sm font-semibold">{label}</h3>
            <div tabIndex={0} role="region" aria-label={label} dir="auto" className="max-h-64 overflow-auto rounded-xl border border-border-light bg-surface-primary p-3 text-sm whitespace-pre-wrap wrap-anywhere">
              {`${text.title}\n\n${text.body}`}
            </div>
          </div>
        ))}
      </div>
      <div className="flex flex-wrap gap-2">
        <button type="button" className={BUTTON} onClick={() => onChoose(true)}>{t("builder.keep_mine")}</button>
        <button type="button" className={BUTTON} onClick={() => onChoose(false)}>{t("builder.take_theirs")}</button>
      </div>
    </section>
  );
}

/** As learners see it, rendered by the server a moment after the last key. @param {{body: string, requests: any}} props */
function LivePreview({ body, requests }) {
  const [shown, setShown] = useState({ html: "", hasMath: false });
  const [problem, setProblem] = useState("");
  const [attempt, setAttempt] = useState(0);
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  useEffect(() => {
    if (!body.trim()) {
      setShown({ html: "", hasMath: false });
      setProblem("");
      return undefined;
    }
    let isGone = false;
    const timer = setTimeout(async () => {
      const answer = await requests.ask("POST", "/preview", { body });
      if (isGone) return;
      setProblem(answer.status === 200 ? "" : t("editor.no_preview"));
      if (answer.status === 200) setShown(answer.body);
    }, PREVIEW_MS);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [body, requests, attempt]);
  useEffect(() => {
    if (!problem) return undefined;
    // What could not be rendered is tried again, without a key being pressed.
    const again = () => setAttempt((before) => before + 1);
    const timer = setInterval(again, PREVIEW_RETRY_MS);
    addEventListener("online", again);
    return () => {
      clearInterval(timer);
      removeEventListener("online", again);
    };
  }, [problem]);
  useEffect(() => {
    if (shown.hasMath) void setFormulas(place.current);
  }, [shown]);
  return (
    <div role="region" aria-label={t("editor.preview")} tabIndex={0} className="min-h-32 overflow-x-auto rounded-xl border border-border-light bg-surface-primary p-4">
      {problem && <p role="status" className="text-sm text-text-secondary">{problem}</p>}
      {!shown.html && !problem && <p className="text-sm text-text-secondary">{t("editor.nothing_yet")}</p>}
      {/* Sanitised by the server, as every lesson is. */}
      <div ref={place} dir="auto" className="prose max-w-[46rem]" dangerouslySetInnerHTML={{ __html: shown.html }} />
    </div>
  );
}

