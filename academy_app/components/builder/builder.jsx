/**
 * A course in the making: its tree, and the lesson that is being written beside it. Changes show at once; the server is
 * told behind them, and what it refuses is taken back.
 */
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { app, eventLoop } from "$/utils/context-registry";
import { ReflexEvent } from "$/utils/state";
import { t } from "$/public/i18n.js";
import { Here } from "../live/company.jsx";
import { backOf, changed, lessonIn, moved, placeOf, removed, treeOf } from "./changes.js";
import { Heading } from "./heading.jsx";
import { BUTTON, Icon } from "./looks.jsx";
import { complain, isRight, openRequests } from "./requests.js";
import { Tree } from "./tree.jsx";

const Lesson = lazy(() => import("./lesson.jsx"));
const Dialogs = lazy(() => import("./dialogs.jsx"));

/** The connection may be gone by the time they are wanted. */
const FETCH_AFTER_MS = 2_000;
const SETTLE_MS = 500;
const UNDO_MS = 12_000;

/** @param {{built: any, texts: Record<string, string>, memberId: number, state: string, api: string}} props */
export function Builder({ built, texts, memberId, state, api }) {
  return built.id ? <Course key={built.id} built={built} texts={texts} memberId={memberId} state={state} api={api} /> : null;
}

/** @param {{built: any, texts: Record<string, string>, memberId: number, state: string, api: string}} props */
function Course({ built, texts, memberId, state, api }) {
  const [requests] = useState(() => openRequests(api));
  const [current, tree] = useTree(requests, built);
  const [chosen, choose] = useChosen(current, state);
  const [picked, setPicked] = useState(/** @type {Set<number>} */ (new Set()));
  const [dialog, setDialog] = useState(/** @type {any} */ (null));
  const [toast, setToast] = useState(/** @type {{text: string, undo?: () => void} | null} */ (null));
  const [said, say] = useState("");
  const pane = useRef(/** @type {any} */ (null));
  const acts = useMemo(
    () => actsOf({ requests, tree, choose, setPicked, setDialog, setToast, say, pane }),
    [requests, tree, choose],
  );

  useEffect(() => {
    const timer = setTimeout(() => void Promise.all([import("./lesson.jsx"), import("./dialogs.jsx")]), FETCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (!toast) return undefined;
    const timer = setTimeout(() => setToast(null), UNDO_MS);
    return () => clearTimeout(timer);
  }, [toast]);

  const found = chosen ? lessonIn(current, chosen) : null;
  return (
    <div className="lg:flex lg:h-[calc(100dvh-3.5rem)]" data-builder={current.id}>
      <section
        aria-label={t("builder.outline")}
        className={`${found ? "max-lg:hidden" : ""} flex w-full shrink-0 flex-col border-border-light bg-surface-primary-alt lg:w-[26rem] lg:border-e`}
      >
        <Heading tree={current} acts={acts} />
        <div className="px-4 has-[[data-here='0']]:hidden has-[[data-here='1']]:hidden">
          <Here channel={`course-edit:${current.id}`} />
        </div>
        <Tree tree={current} chosen={chosen} picked={picked} setPicked={setPicked} acts={acts} say={say} />
      </section>
      <section aria-label={t("builder.lesson")} className={`${found ? "" : "max-lg:hidden"} min-w-0 flex-1 lg:overflow-y-auto`}>
        {found ? (
          <Suspense fallback={<p role="status" className="p-6 text-text-secondary">{t("state.loading")}</p>}>
            <Lesson
              key={chosen}
              lessonId={chosen}
              row={found.lesson}
              module={found.module}
              texts={texts}
              memberId={memberId}
              api={api}
              requests={requests}
              acts={acts}
              handle={pane}
            />
          </Suspense>
        ) : (
          <Nothing tree={current} acts={acts} />
        )}
      </section>
      <Suspense fallback={null}>{dialog && <Dialogs {...dialog} tree={current} acts={acts} requests={requests} texts={texts} onClose={() => setDialog(null)} />}</Suspense>
      <p role="status" aria-live="assertive" className="sr-only" data-says>{said}</p>
      <div role="status" className="fixed inset-x-4 bottom-4 z-40 mx-auto w-fit">
        {toast && (
          <p className="flex items-center gap-3 rounded-xl border border-border-medium bg-surface-dialog px-4 py-2 text-sm shadow-lg">
            {toast.text}
            {toast.undo && (
              <button
                type="button"
                className={BUTTON}
                onClick={() => {
                  setToast(null);
                  toast.undo?.();
                }}
              >
                {t("builder.undo")}
              </button>
            )}
          </p>
        )}
      </div>
    </div>
  );
}

/** What stands beside the tree while no lesson is open. @param {{tree: any, acts: any}} props */
function Nothing({ tree, acts }) {
  const isEmpty = tree.modules.length === 0;
  return (
    <div className="mx-auto max-w-md px-4 py-16 text-center">
      <div className="mx-auto mb-4 flex size-14 items-center justify-center rounded-full bg-surface-tertiary text-text-secondary">
        <Icon name={isEmpty ? "book" : "pencil"} />
      </div>
      <h2 className="text-lg font-semibold">{isEmpty ? t("builder.begin") : t("builder.choose")}</h2>
      <p className="mt-1 text-text-secondary">{isEmpty ? t("builder.begin_text") : t("builder.choose_text")}</p>
      {isEmpty && (
        <button type="button" className={`${BUTTON} mt-5`} onClick={() => acts.open("outline")}>
          {t("builder.paste_outline")}
        </button>
      )}
    </div>
  );
}

/**
 * The tree as it is shown. What the server says afresh counts once everything asked for has been answered.
 * @param {ReturnType<typeof openRequests>} requests @param {any} built
 */
function useTree(requests, built) {
  const [current, show] = useState(() => treeOf(built));
  const shown = useRef(current);
  const timer = useRef(/** @type {any} */ (0));

  const set = useCallback((/** @type {(tree: any) => any} */ how) => {
    shown.current = how(shown.current);
    show(shown.current);
  }, []);
  const fetchAnew = useCallback(async () => {
    const { status, body } = await requests.get(`/courses/${shown.current.id}/tree`);
    if (requests.isBusy()) return later();
    if (status === 200) set(() => treeOf(body));
    return undefined;
  }, [requests, set]);
  const later = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void fetchAnew(), SETTLE_MS);
  }, [fetchAnew]);

  const first = useRef(built);
  useEffect(() => {
    if (first.current === built) return;
    first.current = built;
    if (requests.isBusy()) later();
    else set(() => treeOf(built));
  }, [built, requests, later, set]);

  useEffect(() => {
    const channel = `course-edit:${shown.current.id}`;
    const hear = (/** @type {any} */ { detail }) => {
      if (detail.channel !== channel) return;
      for (const item of detail.items) {
        if (item.kind === "lesson" && item.row) {
          const { publish_at: publishAt, ...row } = item.row.lesson;
          set((tree) => changed(tree, "lesson", [item.id], { ...row, publishAt }));
          dispatchEvent(new CustomEvent("academy:lesson-saved", { detail: item.row }));
        } else later();
      }
    };
    addEventListener("academy:news", hear);
    return () => {
      clearTimeout(timer.current);
      removeEventListener("academy:news", hear);
    };
  }, [later, set]);

  const handle = useMemo(() => ({ set, later, now: () => shown.current }), [set, later]);
  return /** @type {const} */ ([current, handle]);
}

/** Which lesson is open stands in the address, and others who have it open are told. @param {any} tree @param {string} state @returns {[number, (id: number) => void]} */
function useChosen(tree, state) {
  const [chosen, set] = useState(() => wished());
  const tell = useCallback(
    (/** @type {number} */ id) => eventLoop.addEvents([ReflexEvent(`${state}.looking_at`, { lesson_id: id })], [], {}),
    [state],
  );
  const choose = useCallback((/** @type {number} */ id) => {
    set((before) => {
      if (before === id) return before;
      const address = id ? `?lesson=${id}` : location.pathname;
      if (before || !id) history.replaceState(history.state, "", address);
      else history.pushState({ ...history.state }, "", address);
      return id;
    });
    scrollTo({ top: 0 });
  }, []);
  useEffect(() => {
    const back = () => set(wished());
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  // The page's own channels are followed anew whenever it is loaded anew.
  useEffect(() => void tell(chosen), [chosen, tell, tree.id]);
  return [chosen, choose];
}

function wished() {
  const id = Number(new URLSearchParams(location.search).get("lesson"));
  return Number.isSafeInteger(id) && id > 0 ? id : 0;
}

let temporary = 0;

/** Everything that can be done to the course. @param {any} what */
function actsOf({ requests, tree, choose, setPicked, setDialog, setToast, say, pane }) {
  /** @param {(tree: any) => any} how @param {() => Promise<any>} ask */
  const act = async (how, ask) => {
    if (how) tree.set(how);
    const answer = await ask();
    if (!isRight(answer.status)) complain(answer);
    tree.later();
    return isRight(answer.status) ? (answer.body ?? {}) : null;
  };
  const send = (/** @type {string} */ method, /** @type {string} */ path, /** @type {any} */ body = undefined) => () => requests.change(method, path, body);

  const move = (/** @type {any} */ wish) => {
    const before = tree.now();
    const { kind, ids, moduleId, afterId } = wish;
    const path = kind === "module" ? `/modules/${ids[0]}/move` : "/lessons/move";
    const body = kind === "module" ? { courseId: before.id, afterId } : { ids, moduleId, afterId };
    const done = act((now) => moved(now, wish), send("POST", path, body));
    const back = backOf(before, kind, ids);
    void done.then((answer) => answer && back && setToast({ text: t("builder.moved"), undo: () => void move(back) }));
    say(t("builder.moved_to", { ...placeOf(tree.now(), kind, ids[0]), title: titleOf(tree.now(), kind, ids[0]) }));
    return done;
  };
  const restore = (/** @type {string} */ kind, /** @type {number[]} */ ids) =>
    act(null, kind === "lesson" ? send("POST", "/lessons/restore", { ids }) : send("POST", `/modules/${ids[0]}/restore`));

  return {
    act,
    send,
    choose,
    say,
    move,
    open: (/** @type {string} */ name, more = {}) => setDialog({ name, ...more }),
    toast: setToast,
    restore,
    refresh: tree.later,
    addModule: async (/** @type {string} */ title) => {
      const id = (temporary -= 1);
      const made = { id, title, state: "published", publishAt: "", lessons: [] };
      const answer = await act(
        (now) => ({ ...now, modules: [...now.modules, made] }),
        send("POST", `/courses/${tree.now().id}/modules`, { title }),
      );
      tree.set((now) => (answer ? changed(now, "module", [id], { id: answer.id }) : removed(now, "module", [id])));
      return answer?.id ?? 0;
    },
    addLesson: async (/** @type {number} */ moduleId, /** @type {string} */ title) => {
      const id = (temporary -= 1);
      const made = { id, slug: "", title, kind: "text", minutes: 0, state: "draft", publishAt: "", version: 1 };
      const answer = await act(
        (now) => ({ ...now, modules: now.modules.map((each) => (each.id === moduleId ? { ...each, lessons: [...each.lessons, made] } : each)) }),
        send("POST", `/modules/${moduleId}/lessons`, { title }),
      );
      tree.set((now) => (answer ? changed(now, "lesson", [id], answer) : removed(now, "lesson", [id])));
      return answer?.id ?? 0;
    },
    retitle: (/** @type {string} */ kind, /** @type {any} */ row, /** @type {string} */ title) => {
      if (kind === "lesson" && pane.current?.id === row.id) return pane.current.retitle(title);
      const ask =
        kind === "module"
          ? send("PATCH", `/modules/${row.id}`, { title })
          : kind === "course"
            ? send("PATCH", `/courses/${row.id}`, { title })
            : send("PATCH", `/lessons/${row.id}`, { title, baseVersion: row.version });
      return act((now) => changed(now, kind, [row.id], { title }), ask);
    },
    copy: async (/** @type {string} */ kind, /** @type {number} */ id) => {
      const answer = await act(null, send("POST", `/${kind}s/${id}/copy`));
      if (answer) setToast({ text: t("builder.copied") });
      if (answer && kind === "course") location.assign(answer.href);
    },
    remove: async (/** @type {string} */ kind, /** @type {number[]} */ ids) => {
      const title = ids.length === 1 ? titleOf(tree.now(), kind, ids[0]) : "";
      setPicked(new Set());
      const ask = kind === "lesson" ? send("POST", "/lessons/delete", { ids }) : send("DELETE", `/modules/${ids[0]}`);
      const answer = await act((now) => removed(now, kind, ids), ask);
      if (!answer) return;
      const text = title ? t("builder.deleted_title", { title }) : t("builder.deleted", { count: ids.length });
      setToast({ text, undo: () => void restore(kind, ids) });
    },
    publish: (/** @type {string} */ kind, /** @type {number[]} */ ids, /** @type {string} */ state, publishAt = null) => {
      const wish = { state, ...(publishAt && { publishAt }) };
      const ask = kind === "lesson" ? send("POST", "/lessons/state", { ids, ...wish }) : send("PUT", `/${kind}s/${ids[0]}/state`, wish);
      return act((now) => changed(now, kind, ids, { state, publishAt: publishAt ?? "" }), ask);
    },
    removeCourse: async () => {
      const answer = await act(null, send("DELETE", `/courses/${tree.now().id}`));
      if (answer) location.assign("/teach");
    },
    told: (/** @type {any} */ saved) => {
      const { id, title, kind, minutes, version } = saved;
      tree.set((/** @type {any} */ now) => changed(now, "lesson", [id], { title, kind, minutes, version }));
    },
    reload: () => eventLoop.addEvents(app.onLoadInternalEvent()),
  };
}

/** @param {any} tree @param {string} kind @param {number} id */
function titleOf(tree, kind, id) {
  if (kind === "module") return tree.modules.find((/** @type {any} */ each) => each.id === id)?.title ?? "";
  return lessonIn(tree, id)?.lesson.title ?? "";
}
