/** The builder's dialogs, fetched when one is opened. */
import { useEffect, useId, useRef, useState } from "react";
import { d, dt, t } from "$/public/i18n.js";
import { BUTTON, DIALOG, ERROR, ICON, Icon, INPUT, stateText, SUBMIT } from "./looks.jsx";
import { complain, isRight, problemOf } from "./requests.js";

/** @param {any} props */
export default function Dialogs({ name, ...props }) {
  const Shown = { outline: Outline, videos: PastedVideos, publish: Publish, move: MoveTo, versions: Versions, trash: Trash, schedule: Schedule, settings: Settings, eyes: Eyes }[name];
  return Shown ? <Shown {...props} /> : null;
}

/** @param {{title: string, onClose: () => void, children: any}} props */
function Sheet({ title, onClose, children }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const heading = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={heading} onClose={onClose} className={DIALOG}>
      <header className="mb-4 flex items-center justify-between gap-3">
        <h2 id={heading} className="text-lg font-semibold">{title}</h2>
        <button type="button" aria-label={t("nav.close")} className={ICON} onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}

/** A text that becomes rows of the tree. @param {any} props */
function Pasting({ title, hint, label, submit, path, onDone, onClose, acts, requests }) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState("");
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const send = async (/** @type {React.FormEvent} */ event) => {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setProblem("");
    const answer = await requests.change("POST", path, { text });
    setBusy(false);
    if (!isRight(answer.status)) return setProblem(problemOf(answer).message ?? t("builder.no_connection"));
    acts.refresh();
    acts.toast({ text: onDone(answer.body), undo: undoOf(answer.body, acts) });
    return onClose();
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <form onSubmit={send} className="flex flex-col gap-3">
        <label htmlFor={id} className="text-sm font-medium">{label}</label>
        <textarea id={id} value={text} rows={12} dir="auto" autoFocus aria-describedby={`${id}-hint`} className={`${INPUT} font-mono`} onChange={(event) => setText(event.target.value)} />
        <p id={`${id}-hint`} className="text-xs text-text-tertiary">{hint}</p>
        <p role="alert" className={ERROR}>{problem}</p>
        <button type="submit" aria-busy={isBusy} aria-disabled={isBusy || !text.trim()} className={`${SUBMIT} self-start`}>{isBusy ? t("builder.looking_up") : submit}</button>
      </form>
    </Sheet>
  );
}

/** @param {any} made @param {any} acts */
function undoOf({ lessons, moduleIds = [] }, acts) {
  return () => {
    if (lessons.length) void acts.act(null, acts.send("POST", "/lessons/delete", { ids: lessons }));
    for (const id of moduleIds) void acts.act(null, acts.send("DELETE", `/modules/${id}`));
  };
}

/** @param {any} props */
function Outline(props) {
  return (
    <Pasting
      {...props}
      title={t("builder.paste_outline")}
      label={t("builder.outline_label")}
      hint={t("builder.outline_hint")}
      submit={t("builder.make_tree")}
      path={`/courses/${props.tree.id}/outline`}
      onDone={(/** @type {any} */ made) => t("builder.made", { modules: made.moduleIds.length, lessons: made.lessons.length })}
    />
  );
}

/** @param {any} props */
function PastedVideos(props) {
  return (
    <Pasting
      {...props}
      title={t("builder.paste_videos")}
      label={t("builder.videos_label", { title: props.module.title })}
      hint={t("builder.videos_hint")}
      submit={t("builder.make_lessons")}
      path={`/modules/${props.module.id}/videos`}
      onDone={(/** @type {any} */ made) => t("builder.made_lessons", { count: made.lessons.length })}
    />
  );
}

/** What is missing first, then whether and when. @param {any} props */
function Publish({ tree, acts, requests, onClose }) {
  const [check, setCheck] = useState(/** @type {any} */ (null));
  const [problem, setProblem] = useState("");
  useEffect(() => {
    let isGone = false;
    requests.get(`/courses/${tree.id}/check`).then((/** @type {any} */ answer) => {
      if (isGone) return;
      if (answer.status === 200) setCheck(answer.body);
      else setProblem(problemOf(answer).message ?? t("builder.no_connection"));
    });
    return () => void (isGone = true);
  }, [tree.id, requests]);
  const drafts = tree.modules.flatMap((/** @type {any} */ each) => each.lessons).filter((/** @type {any} */ each) => each.state === "draft");
  const publish = async (/** @type {boolean} */ withLessons) => {
    if (withLessons && drafts.length) {
      for (let at = 0; at < drafts.length; at += 500) {
        await acts.publish("lesson", drafts.slice(at, at + 500).map((/** @type {any} */ each) => each.id), "published");
      }
    }
    if (await acts.publish("course", [tree.id], "published")) {
      acts.toast({ text: t("builder.is_published") });
      onClose();
    }
  };
  return (
    <Sheet title={t("builder.publish")} onClose={onClose}>
      <p className="text-sm text-text-secondary">{t("builder.state_now", { state: stateText(tree.state) })}{tree.publishAt ? ` ${dt(tree.publishAt)}` : ""}</p>
      {!check && !problem && <p role="status" className="py-4 text-sm">{t("builder.checking")}</p>}
      {problem && <p role="alert" className={ERROR}>{problem}</p>}
      {check && <Findings check={check} acts={acts} onClose={onClose} />}
      <Picture tree={tree} requests={requests} />
      <div className="mt-4 flex flex-wrap gap-2">
        {drafts.length > 0 && (
          <button type="button" className={SUBMIT} onClick={() => void publish(true)}>{t("builder.publish_all", { count: drafts.length })}</button>
        )}
        {tree.state !== "published" && (
          <button type="button" className={drafts.length ? BUTTON : SUBMIT} onClick={() => void publish(false)}>{t("builder.publish_course")}</button>
        )}
        <button type="button" className={BUTTON} onClick={() => acts.open("schedule", { kind: "course", row: tree })}>{t("builder.schedule")}</button>
        {tree.state !== "draft" && (
          <button
            type="button"
            className={BUTTON}
            onClick={() => {
              void acts.publish("course", [tree.id], "draft");
              onClose();
            }}
          >
            {t("builder.make_draft")}
          </button>
        )}
      </div>
    </Sheet>
  );
}

/** @param {any} props */
function Findings({ check, acts, onClose }) {
  if (!check.findings.length) return <p role="status" className="flex items-center gap-2 py-3 text-sm"><Icon name="check" />{t("builder.nothing_missing")}</p>;
  return (
    <ul role="list" aria-label={t("builder.findings")} className="mt-3 flex max-h-72 flex-col divide-y divide-border-light overflow-y-auto rounded-xl border border-border-light">
      {check.findings.map((/** @type {any} */ finding, /** @type {number} */ index) => (
        <li key={index} data-finding={finding.key} className="flex items-center gap-3 px-3 py-2 text-sm">
          <Icon name={finding.isGrave ? "alert" : "info"} small />
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium">{finding.title}</span>
            <span className="block text-text-secondary wrap-anywhere">{t(finding.key, { detail: finding.detail })}</span>
          </span>
          {finding.lessonId > 0 && (
            <button
              type="button"
              className={BUTTON}
              onClick={() => {
                acts.choose(finding.lessonId);
                onClose();
              }}
            >
              {t("builder.open")}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** The course's picture from elsewhere is looked at here: the server goes nowhere. @param {any} props */
function Picture({ tree, requests }) {
  const [address, setAddress] = useState("");
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    requests.get("/courses").then((/** @type {any} */ answer) => setAddress(answer.body?.courses?.find((/** @type {any} */ each) => each.id === tree.id)?.thumbnail ?? ""));
  }, [tree.id, requests]);
  if (!address) return null;
  return (
    <>
      <img src={address} alt="" hidden onError={() => setBroken(true)} />
      {isBroken && <p role="alert" className={`${ERROR} mt-2`}>{t("check.picture_gone")}</p>}
    </>
  );
}

/** @param {any} props */
function MoveTo({ kind, ids, tree, acts, requests, onClose }) {
  const [courses, setCourses] = useState(/** @type {any[]} */ ([]));
  const [course, setCourse] = useState(tree.id);
  const [module, setModule] = useState(0);
  const id = useId();
  useEffect(() => {
    requests.get("/targets").then((/** @type {any} */ answer) => {
      if (answer.status === 200) setCourses(answer.body);
      else complain(answer);
    });
  }, [requests]);
  const chosen = courses.find((each) => each.id === course);
  const modules = chosen?.modules ?? [];
  const target = modules.some((/** @type {any} */ each) => each.id === module) ? module : (modules[0]?.id ?? 0);
  const move = async (/** @type {React.FormEvent} */ event) => {
    event.preventDefault();
    if (kind === "lesson" && !target) return;
    const ask =
      kind === "module"
        ? acts.send("POST", `/modules/${ids[0]}/move`, { courseId: course, afterId: modules.filter((/** @type {any} */ each) => each.id !== ids[0]).at(-1)?.id ?? null })
        : acts.send("POST", "/lessons/move", { ids, moduleId: target, afterId: await lastOf(requests, course, target, ids) });
    onClose();
    if (await acts.act(null, ask)) acts.toast({ text: t("builder.moved") });
  };
  return (
    <Sheet title={t("builder.move_to")} onClose={onClose}>
      <form onSubmit={move} className="flex flex-col gap-4">
        <div>
          <label htmlFor={`${id}-course`} className="mb-1 block text-sm font-medium">{t("builder.course")}</label>
          <select id={`${id}-course`} value={course} className={INPUT} onChange={(event) => setCourse(Number(event.target.value))}>
            {courses.map((each) => <option key={each.id} value={each.id}>{each.title}</option>)}
          </select>
        </div>
        {kind === "lesson" && (
          <div>
            <label htmlFor={`${id}-module`} className="mb-1 block text-sm font-medium">{t("builder.module")}</label>
            <select id={`${id}-module`} value={target} className={INPUT} onChange={(event) => setModule(Number(event.target.value))}>
              {modules.map((/** @type {any} */ each) => <option key={each.id} value={each.id}>{each.title}</option>)}
            </select>
            {chosen && !modules.length && <p className="mt-1 text-sm text-text-secondary">{t("builder.no_modules")}</p>}
          </div>
        )}
        <button type="submit" className={`${SUBMIT} self-start`}>{t("builder.move")}</button>
      </form>
    </Sheet>
  );
}

/** Behind the module's last lesson. @param {any} requests @param {number} course @param {number} module @param {number[]} ids */
async function lastOf(requests, course, module, ids) {
  const { body } = await requests.get(`/courses/${course}/tree`);
  const lessons = body?.modules?.find((/** @type {any} */ each) => each.id === module)?.lessons ?? [];
  return lessons.filter((/** @type {any} */ each) => !ids.includes(each.id)).at(-1)?.id ?? null;
}

/** @param {any} props */
function Versions({ lesson, restore, flush, requests, acts, onClose }) {
  const [rows, setRows] = useState(/** @type {any[] | null} */ (null));
  const [chosen, setChosen] = useState(0);
  const [shown, setShown] = useState(/** @type {any} */ (null));
  useEffect(() => {
    Promise.resolve(flush()).then(() => requests.get(`/lessons/${lesson.id}/versions`)).then((/** @type {any} */ answer) => {
      if (answer.status === 200) setRows(answer.body);
      else complain(answer);
    });
  }, [requests, lesson.id, flush]);
  useEffect(() => {
    let isGone = false;
    setShown(null);
    requests.get(`/lessons/${lesson.id}/versions/${chosen}`).then((/** @type {any} */ answer) => !isGone && answer.status === 200 && setShown(answer.body));
    return () => void (isGone = true);
  }, [requests, lesson.id, chosen]);
  const bringBack = async () => {
    const now = await requests.get(`/lessons/${lesson.id}`);
    const answer = isRight(now.status) ? await requests.ask("POST", `/lessons/${lesson.id}/versions/${chosen}/restore`, { baseVersion: now.body.version }) : now;
    if (!isRight(answer.status)) return complain(answer);
    acts.told(answer.body);
    await restore();
    acts.toast({ text: t("builder.version_restored") });
    return onClose();
  };
  return (
    <Sheet title={t("builder.versions")} onClose={onClose}>
      {!rows && <p role="status">{t("state.loading")}</p>}
      {rows && (
        <div className="grid gap-4 sm:grid-cols-[14rem_minmax(0,1fr)]">
          <ol role="list" className="flex max-h-[60dvh] flex-col gap-1 overflow-y-auto">
            {rows.map((row) => (
              <li key={row.number}>
                <button type="button" aria-current={row.number === chosen ? "true" : undefined} className="w-full cursor-pointer rounded-lg px-3 py-2 text-start text-sm hover:bg-surface-hover aria-[current=true]:bg-surface-active" onClick={() => setChosen(row.number)}>
                  <span className="block font-medium">{row.number ? dt(row.at) : t("builder.as_it_is")}</span>
                  <span className="block text-xs text-text-secondary">{row.editor || t("editor.someone")}</span>
                </button>
              </li>
            ))}
          </ol>
          <div className="min-w-0">
            {shown && (
              <>
                <p className="mb-2 font-semibold wrap-anywhere"><Pieces pieces={shown.titlePieces} /></p>
                <div tabIndex={0} role="region" aria-label={t("builder.text")} dir="auto" className="max-h-[50dvh] overflow-y-auto rounded-xl border border-border-light bg-surface-primary p-3 text-sm whitespace-pre-wrap wrap-anywhere">
                  <Pieces pieces={shown.pieces} />
                </div>
                <ul role="list" className="mt-2 text-xs text-text-secondary">
                  {shown.videos.map((/** @type {any} */ each) => <li key={each.address} className="truncate">{each.title || each.address}</li>)}
                </ul>
                {chosen > 0 && <button type="button" className={`${SUBMIT} mt-3`} onClick={() => void bringBack()}>{t("builder.restore_version")}</button>}
              </>
            )}
          </div>
        </div>
      )}
    </Sheet>
  );
}

/** @param {{pieces: {kind: string, text: string}[]}} props */
function Pieces({ pieces }) {
  return pieces.map(({ kind, text }, index) => {
    if (kind === "added") return <ins key={index} className="rounded-sm bg-accent/20 decoration-accent">{text}</ins>;
    if (kind === "removed") return <del key={index} className="rounded-sm bg-surface-destructive/20 decoration-text-destructive">{text}</del>;
    return <span key={index}>{text}</span>;
  });
}

/** @param {any} props */
function Trash({ tree, acts, requests, onClose }) {
  const [rows, setRows] = useState(/** @type {any[] | null} */ (null));
  useEffect(() => {
    requests.get(`/courses/${tree.id}/deleted`).then((/** @type {any} */ answer) => (answer.status === 200 ? setRows(answer.body) : complain(answer)));
  }, [requests, tree.id]);
  const restore = async (/** @type {any} */ row) => {
    if (await acts.restore(row.kind, [row.id])) setRows((now) => (now ?? []).filter((each) => each !== row));
  };
  return (
    <Sheet title={t("builder.trash")} onClose={onClose}>
      {!rows && <p role="status">{t("state.loading")}</p>}
      {rows?.length === 0 && <p className="text-text-secondary">{t("builder.trash_empty")}</p>}
      <ul role="list" className="flex flex-col divide-y divide-border-light">
        {(rows ?? []).map((row) => (
          <li key={`${row.kind}-${row.id}`} className="flex items-center gap-3 py-2">
            <Icon name={row.kind === "module" ? "book" : "text"} small />
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm font-medium">{row.title}</span>
              <span className="block text-xs text-text-secondary">{row.place ? `${row.place} · ` : ""}{d(row.at)}</span>
            </span>
            <button type="button" className={BUTTON} onClick={() => void restore(row)}>{t("builder.restore")}</button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

/** @param {any} props */
function Schedule({ kind, row, acts, onClose }) {
  const [at, setAt] = useState(() => localOf(row.publishAt || new Date(Date.now() + 86_400_000).toISOString()));
  const [problem, setProblem] = useState("");
  const id = useId();
  const send = async (/** @type {React.FormEvent} */ event) => {
    event.preventDefault();
    const moment = new Date(at);
    if (Number.isNaN(moment.getTime()) || moment.getTime() <= Date.now()) return setProblem(t("authoring.publish_at_past"));
    onClose();
    return acts.publish(kind, [row.id], "scheduled", moment.toISOString());
  };
  return (
    <Sheet title={t("builder.schedule")} onClose={onClose}>
      <form onSubmit={send} noValidate className="flex flex-col gap-3">
        <label htmlFor={id} className="text-sm font-medium">{t("builder.publish_at", { title: row.title })}</label>
        <input id={id} type="datetime-local" value={at} aria-invalid={Boolean(problem) || undefined} className={`${INPUT} max-w-xs`} onChange={(event) => setAt(event.target.value)} />
        <p role="alert" className={ERROR}>{problem}</p>
        <button type="submit" className={`${SUBMIT} self-start`}>{t("builder.schedule")}</button>
      </form>
    </Sheet>
  );
}

/** An ISO moment as the field wants it: the day and time where the author is. @param {string} moment */
function localOf(moment) {
  const at = new Date(moment);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** @param {any} props */
function Settings({ tree, acts, requests, texts, onClose }) {
  const [fields, setFields] = useState(/** @type {any} */ (null));
  const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
  const id = useId();
  useEffect(() => {
    requests.get(`/courses/${tree.id}`).then((/** @type {any} */ answer) => (answer.status === 200 ? setFields(answer.body) : complain(answer)));
  }, [requests, tree.id]);
  const change = (/** @type {any} */ news) => setFields({ ...fields, ...news });
  const send = async (/** @type {React.FormEvent} */ event) => {
    event.preventDefault();
    const { title, description, thumbnail, tags } = fields;
    const listed = (Array.isArray(tags) ? tags : tags.split(",")).map((/** @type {string} */ tag) => tag.trim()).filter(Boolean);
    const answer = await requests.change("PATCH", `/courses/${tree.id}`, { title, description, thumbnail, tags: listed });
    if (!isRight(answer.status)) return setErrors(Object.fromEntries(Object.entries(answer.body?.errors ?? { title: problemOf(answer) }).map(([name, each]) => [name, each.message])));
    acts.refresh();
    return onClose();
  };
  const upload = async (/** @type {File | undefined} */ file) => {
    if (!file) return;
    const answer = await requests.ask("POST", "/pictures", undefined, { body: file, headers: { "Content-Type": file.type, Accept: "application/json" } });
    if (!isRight(answer.status)) return setErrors({ thumbnail: problemOf(answer).message ?? texts.imageFailed });
    change({ thumbnail: answer.body.path });
  };
  if (!fields) return <Sheet title={t("builder.settings")} onClose={onClose}><p role="status">{t("state.loading")}</p></Sheet>;
  return (
    <Sheet title={t("builder.settings")} onClose={onClose}>
      <form onSubmit={send} className="flex flex-col gap-4">
        <Field id={`${id}-title`} label={t("builder.course_title")} error={errors.title}>
          <input id={`${id}-title`} value={fields.title} maxLength={200} className={INPUT} onChange={(event) => change({ title: event.target.value })} />
        </Field>
        <Field id={`${id}-description`} label={t("builder.description")} error={errors.description}>
          <textarea id={`${id}-description`} rows={4} value={fields.description} maxLength={5000} className={INPUT} onChange={(event) => change({ description: event.target.value })} />
        </Field>
        <Field id={`${id}-tags`} label={t("builder.tags")} error={errors.tags}>
          <input id={`${id}-tags`} value={Array.isArray(fields.tags) ? fields.tags.join(", ") : fields.tags} className={INPUT} onChange={(event) => change({ tags: event.target.value })} />
        </Field>
        <Field id={`${id}-picture`} label={t("builder.picture")} error={errors.thumbnail}>
          <div className="flex flex-wrap items-center gap-2">
            <input id={`${id}-picture`} type="file" accept="image/png,image/jpeg,image/webp" className="text-sm" onChange={(event) => void upload(event.target.files?.[0])} />
            {fields.thumbnail && <button type="button" className={BUTTON} onClick={() => change({ thumbnail: "" })}>{t("builder.no_picture")}</button>}
          </div>
        </Field>
        <button type="submit" className={`${SUBMIT} self-start`}>{t("account.save")}</button>
      </form>
    </Sheet>
  );
}

/** @param {{id: string, label: string, error?: string, children: any}} props */
function Field({ id, label, error, children }) {
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">{label}</label>
      {children}
      <p role="alert" className={ERROR}>{error}</p>
    </div>
  );
}

/** As a member of which group. @param {any} props */
function Eyes({ tree, requests, onClose }) {
  const [groups, setGroups] = useState(/** @type {any[] | null} */ (null));
  useEffect(() => {
    requests.get("/groups").then((/** @type {any} */ answer) => (answer.status === 200 ? setGroups(answer.body) : complain(answer)));
  }, [requests]);
  return (
    <Sheet title={t("builder.preview_as_group")} onClose={onClose}>
      {groups?.length === 0 && <p className="text-text-secondary">{t("builder.no_groups")}</p>}
      <ul role="list" className="flex flex-col gap-2">
        {(groups ?? []).map((group) => (
          <li key={group.id}><a href={`${tree.href}?as=group-${group.id}`} className={`${BUTTON} w-full`}>{group.name}</a></li>
        ))}
      </ul>
    </Sheet>
  );
}
