/**
 * The editor itself: a sheet at the foot of the window, beside which the page can still be read.
 */
import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { openStorage, uuid } from "../player/remembered.js";
import { fill } from "../player/time.js";
import { call } from "./calls.js";
import { openDelivery } from "./delivery.js";
import { openDraft } from "./drafts.js";
import { Moment, Place, Poll, Title } from "./fields.jsx";
import { Icon } from "./icons.jsx";
import { ASKING, BUTTON, ERROR, ICON, SMALL, SOURCE, SUBMIT } from "./looks.js";
import { Preview } from "./preview.jsx";
import { draftKeyOf, emptyFields, isBlank, missing, quoteOf, sendingOf } from "./requests.js";
import { Writing } from "./writing.jsx";

/** @typedef {import("./editor.jsx").Request} Request */
/** @typedef {import("./requests.js").Fields} Fields */
/** @typedef {{texts: Record<string, string>, memberId: number, api: string,
 *   request: Request, opener: Element | null, number: number, onClose: () => void}} Props */

/** A new request for the same draft goes into the text that is there. @param {Props} props */
export default function Composer(props) {
  return <Sheet key={draftKeyOf(props.request)} {...props} />;
}

/** @param {Props} props */
function Sheet({ texts, memberId, api, request, opener, number, onClose }) {
  const key = draftKeyOf(request);
  const [isSmall, setSmall] = useState(false);
  const [isPreviewed, setPreviewed] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [areImagesBusy, setImagesBusy] = useState(false);
  const writing = useRef(/** @type {{focus: () => void, add: (block: string) => void} | null} */ (null));
  const sheet = useRef(/** @type {HTMLElement | null} */ (null));
  const heading = useId();
  const draft = useDraft({ key, memberId, api, request });
  const { fields, change } = draft;
  const post = usePost({ texts, memberId, api, request, key, draft, onSent: leave });
  const { errors, state } = post;
  const isLocked = state !== "writing";

  useRoom(sheet);
  useFocusIn(sheet, writing, request, isSmall, number);
  useEffect(() => {
    setSmall(false);
    setAsking(false);
  }, [number]);
  useEffect(() => {
    if (!draft.isLoaded || isLocked) return;
    const quote = quoteOf(request);
    const { current } = draft.current;
    // What answers somebody goes on answering them when the thread's own button opens it again.
    if (request.kind === "reply" && (request.postId || isBlank(current))) change({ parentId: request.postId ?? null, parentName: request.author ?? "" });
    if (request.kind === "thread" && request.categoryId && !current.categoryId) change({ categoryId: request.categoryId });
    if (quote) writing.current?.add(quote);
    // Once for each time it is asked for.
  }, [number, draft.isLoaded]);

  function leave() {
    onClose();
    focusBack(opener);
  }
  function close() {
    if (isLocked || isBlank(fields) || draft.isUntouched()) {
      draft.finish(isBlank(fields));
      leave();
    } else setAsking(true);
  }
  const stay = () => {
    setAsking(false);
    writing.current?.focus();
  };
  const toAll = () => {
    change({ parentId: null, parentName: "" });
    // The button is gone now.
    writing.current?.focus();
  };
  const choose = (/** @type {boolean} */ isMine) => {
    draft.settle(isMine);
    writing.current?.focus();
  };
  const throwAway = () => {
    draft.finish(true);
    leave();
  };
  const keep = () => {
    draft.finish(false);
    leave();
  };
  const submit = (/** @type {React.FormEvent} */ event) => {
    event.preventDefault();
    if (!areImagesBusy && !draft.theirs && draft.isReady) post.send();
  };
  const onKeyDown = (/** @type {React.KeyboardEvent} */ event) => {
    if (event.defaultPrevented || event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
    if (event.key !== "Escape") return;
    event.stopPropagation();
    if (isAsking) stay();
    else close();
  };
  const title = titleOf(texts, request, fields);
  const status = areImagesBusy ? texts.imagesFirst : texts[STATUS[state] ?? ""] || texts[SAVED[draft.state] ?? ""] || "";
  return (
    <section
      ref={sheet}
      aria-labelledby={heading}
      data-editor={key}
      onKeyDown={onKeyDown}
      className="fixed inset-x-0 bottom-[var(--keyboard,0px)] z-40 mx-auto flex max-h-[min(70dvh,calc(100dvh_-_var(--keyboard,0px)_-_4rem))] w-full max-w-3xl flex-col rounded-t-2xl border border-b-0 border-border-medium bg-surface-dialog text-text-primary shadow-[0_-8px_30px_rgb(0_0_0/0.12)] sm:max-h-[60dvh]"
    >
      <header className="flex min-h-11 items-center gap-1 ps-4 pe-2">
        <div className="flex min-w-0 flex-1 flex-col items-start max-sm:py-1.5 sm:flex-row sm:items-center sm:gap-1">
          <h2 id={heading} className="w-full min-w-0 truncate text-sm font-semibold sm:flex-1">{title}</h2>
          {request.kind === "reply" && fields.parentId && !isLocked && (
            <button type="button" className={`${SMALL} max-sm:-ms-1 sm:shrink-0`} onClick={toAll}>
              {texts.toThread}
            </button>
          )}
        </div>
        <button type="button" aria-label={isSmall ? texts.enlarge : texts.minimise} aria-expanded={!isSmall} className={ICON} onClick={() => setSmall(!isSmall)}>
          <Icon name={isSmall ? "up" : "minus"} />
        </button>
        <button type="button" aria-label={texts.close} className={ICON} onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <form
        onSubmit={submit}
        noValidate
        hidden={isSmall}
        data-writes={request.kind === "reply" ? `thread:${request.threadId}` : undefined}
        className="flex min-h-0 flex-col"
      >
        <div className="flex min-h-0 flex-col gap-2 overflow-y-auto px-4 pb-3">
          {draft.theirs && <Conflict texts={texts} theirs={draft.theirs} onChoose={choose} />}
          {isAsking && <Question texts={texts} onKeep={keep} onThrowAway={throwAway} onStay={stay} />}
          {typeof fields.title === "string" && (
            <Title
              texts={texts}
              label={request.kind === "question" ? texts.question : texts.title}
              fields={fields}
              error={errors.title}
              isLocked={isLocked}
              onChange={change}
            />
          )}
          {request.kind === "thread" && (
            <Place texts={texts} api={api} fields={fields} errors={errors} isLocked={isLocked} onChange={change} />
          )}
          {request.kind === "question" && <Moment texts={texts} fields={fields} isLocked={isLocked} onChange={change} />}
          {isPreviewed && <Preview texts={texts} api={api} body={fields.body} />}
          <div hidden={isPreviewed} >
            <Writing
              texts={texts}
              api={api}
              threadId={request.threadId ?? null}
              label={texts.body}
              value={fields.body}
              error={errors.body ?? ""}
              isLocked={isLocked || !draft.isReady}
              onWrite={(body) => change({ body })}
              onBusy={setImagesBusy}
              handle={writing}
            />
          </div>
          {request.kind === "thread" && (
            <Poll texts={texts} poll={fields.poll} error={errors.poll} isLocked={isLocked} onChange={change} />
          )}
        </div>
        <div className="flex shrink-0 flex-wrap items-center gap-2 border-t border-border-light px-4 pt-2 pb-3">
          <p role="alert" className={`${ERROR} w-full`}>{errors[""] ?? draft.problem}</p>
          <button type="submit" aria-busy={state === "sending"} aria-disabled={isLocked || areImagesBusy} className={SUBMIT}>
            {texts[SUBMITS[request.kind]]}
          </button>
          <button type="button" aria-pressed={isPreviewed} className={BUTTON} onClick={() => setPreviewed(!isPreviewed)}>
            {texts.preview}
          </button>
          {state === "waiting" && <button type="button" className={BUTTON} onClick={post.again}>{texts.tryNow}</button>}
          {state === "signed-out" && <a className={BUTTON} href={`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`}>{texts.signIn}</a>}
          <p role="status" className="min-w-0 flex-1 text-xs text-text-secondary">{fill(status, { seconds: post.retryAfter })}</p>
        </div>
      </form>
    </section>
  );
}

const SUBMITS = { thread: "post", reply: "reply", edit: "save", question: "ask" };
/** @type {Record<string, string>} */
const STATUS = { sending: "sending", waiting: "waiting", "too-fast": "tooFast", "signed-out": "signedOut" };
/** @type {Record<string, string>} */
const SAVED = { saved: "draftSaved", waiting: "draftHere", "signed-out": "draftHere", full: "draftFull", restored: "draftRestored" };

/** @param {Record<string, string>} texts @param {Request} request @param {Fields} fields */
function titleOf(texts, { kind }, fields) {
  if (kind === "reply") return fields.parentName ? fill(texts.replyTo, { name: fields.parentName }) : texts.replyToThread;
  return texts[{ thread: "newThread", edit: "editing", question: "newQuestion" }[kind]];
}

/**
 * The fields, kept as they are typed.
 * @param {{key: string, memberId: number, api: string, request: Request}} what
 */
function useDraft({ key, memberId, api, request }) {
  const [store] = useState(() =>
    openDraft({
      key,
      member: memberId,
      storage: openStorage(),
      ask: (method, body, more) => call(method, `${api}/community/drafts/${key}`, body, more),
      isEmpty: isBlank,
      tell: (state, theirs) => (theirs ? setTheirs(theirs) : setState(state)),
    }),
  );
  const [fields, setFields] = useState(() => ({ ...emptyFields(request), ...store.fields() }));
  const [state, setState] = useState(store.fields() ? "restored" : "");
  const [theirs, setTheirs] = useState(/** @type {import("./drafts.js").Stored | null} */ (null));
  const [problem, setProblem] = useState("");
  const [isLoaded, setLoaded] = useState(false);
  const [isReady, setReady] = useState(request.kind !== "edit" || Boolean(store.fields()));
  const current = useRef(fields);
  const original = useRef(/** @type {Fields | null} */ (null));

  const show = useCallback((/** @type {Fields} */ next) => {
    current.current = next;
    setFields(next);
  }, []);
  const change = useCallback((/** @type {Fields} */ news) => {
    const next = { ...current.current, ...news };
    if (JSON.stringify(next) === JSON.stringify(current.current)) return;
    show(next);
    // An answer to somebody, without a word, is no draft yet.
    if (!isSameText(next, original.current)) store.change(next);
  }, [store, show]);

  useEffect(() => {
    let isGone = false;
    const begin = async () => {
      const stored = await store.load();
      if (isGone) return;
      if (stored) {
        show({ ...current.current, ...stored });
        setState("restored");
      }
      if (request.kind === "edit") await fetchOriginal();
      setLoaded(true);
    };
    const fetchOriginal = async () => {
      const answer = await call("GET", `${api}/community/posts/${request.postId}/source`);
      if (isGone) return;
      if (answer.status !== 200) return setProblem(answer.body?.message ?? "");
      const { body, title, editedAt } = answer.body;
      original.current = { body, title: title || null };
      if (!store.fields()) show({ ...current.current, body, title: title || null, editedAt });
      setReady(true);
    };
    void begin();
    const leave = () => document.visibilityState === "hidden" && store.leave();
    document.addEventListener("visibilitychange", leave);
    window.addEventListener("pagehide", store.leave);
    window.addEventListener("online", store.save);
    return () => {
      isGone = true;
      store.leave();
      document.removeEventListener("visibilitychange", leave);
      window.removeEventListener("pagehide", store.leave);
      window.removeEventListener("online", store.save);
    };
    // Once: the sheet is keyed by its draft.
  }, []);

  const settle = (/** @type {boolean} */ isMine) => {
    const chosen = theirs && store.settle(theirs, isMine);
    setTheirs(null);
    if (chosen) show({ ...current.current, ...chosen });
  };
  const isUntouched = () => isSameText(current.current, original.current);
  /** @param {boolean} isThrownAway */
  const finish = (isThrownAway) => (isThrownAway || isUntouched() ? store.drop({ isOnServer: true }) : store.save());
  return { fields, current, change, state, theirs, settle, problem, isLoaded, isReady, isUntouched, finish, store };
}

/** @param {Fields} fields @param {Fields | null} original */
function isSameText(fields, original) {
  return original !== null && fields.body === original.body && (fields.title ?? "") === (original.title ?? "");
}

/**
 * Sending, once; what is refused is shown at its field.
 * @param {{texts: Record<string, string>, memberId: number, api: string, request: Request, key: string,
 *   draft: ReturnType<typeof useDraft>, onSent: () => void}} what
 */
function usePost({ texts, memberId, api, request, key, draft, onSent }) {
  const [outbox] = useState(() => openDelivery(String(memberId), api));
  const [errors, setErrors] = useState(() => (request.problem ? errorsOf(request.problem, texts) : {}));
  const [state, setState] = useState(() => (outbox.has(draft.fields.clientId) ? "waiting" : "writing"));
  const [retryAfter, setRetryAfter] = useState(0);
  const isSending = useRef(state === "waiting");
  const sent = useRef(onSent);
  sent.current = onSent;

  const fail = useCallback((/** @type {Record<string, string>} */ found) => {
    isSending.current = false;
    setErrors(found);
    setState("writing");
  }, []);

  useEffect(() => {
    if (Object.keys(errors).length) document.querySelector(`[data-editor="${key}"] [aria-invalid]`)?.focus();
  }, [errors, key]);

  useEffect(() => {
    const heard = (/** @type {any} */ { detail }) => {
      const { event, parcel, answer, isElsewhere } = detail;
      if (parcel.clientId !== draft.current.current.clientId) return undefined;
      detail.isShown = true;
      if (event === "sent") {
        if (isElsewhere && parcel.body.body !== draft.current.current.body) return draft.change({ clientId: uuid() });
        draft.store.drop();
        sent.current();
      } else if (event === "refused") {
        draft.store.go();
        fail(errorsOf(answer.body, texts));
      } else {
        setRetryAfter(answer.retryAfter);
        setState(event === "signed-out" ? event : answer.status === 429 ? "too-fast" : "waiting");
      }
      return undefined;
    };
    window.addEventListener("academy:post", heard);
    return () => window.removeEventListener("academy:post", heard);
  }, [draft, fail, texts]);

  const send = async () => {
    if (isSending.current) return;
    const fields = draft.current.current;
    const found = missing(request, fields, texts);
    if (Object.keys(found).length) return fail(found);
    isSending.current = true;
    setErrors({});
    setState("sending");
    // A draft on its way would come back to life behind the post.
    await draft.store.stop();
    const page = performance.timeOrigin;
    void outbox.post({ clientId: fields.clientId, ...sendingOf(request, fields), request: bare(request), draftKey: key, at: Date.now(), page });
  };
  return { send, again: outbox.resume, errors, state, retryAfter };
}

/** What of a request can be kept. @param {any} request */
function bare({ opener, quote, problem, ...request }) {
  return request;
}

/** @param {any} problem @param {Record<string, string>} texts @returns {Record<string, string>} */
function errorsOf(problem, texts) {
  const fields = Object.entries(problem?.errors ?? {}).map(([name, { message }]) => [SHOWN[name.split(".")[0]] ?? "", message]);
  return fields.length ? Object.fromEntries(fields) : { "": problem?.message ?? texts.failed };
}
/** @type {Record<string, string>} */
const SHOWN = { title: "title", body: "body", categoryId: "categoryId", tags: "tags", poll: "poll" };

/** @param {{texts: Record<string, string>, onKeep: () => void, onThrowAway: () => void, onStay: () => void}} props */
function Question({ texts, onKeep, onThrowAway, onStay }) {
  const words = useId();
  return (
    <div role="alertdialog" aria-labelledby={words} className={`${ASKING} flex flex-wrap items-center gap-2`}>
      <p id={words} className="min-w-48 flex-1 text-sm font-medium">{texts.leaving}</p>
      <button type="button" autoFocus className={BUTTON} onClick={onKeep}>{texts.keepDraft}</button>
      <button type="button" className={BUTTON} onClick={onStay}>{texts.writeOn}</button>
      <button type="button" className={`${BUTTON} text-text-destructive`} onClick={onThrowAway}>{texts.throwAway}</button>
    </div>
  );
}

/** @param {{texts: Record<string, string>, theirs: import("./drafts.js").Stored, onChoose: (isMine: boolean) => void}} props */
function Conflict({ texts, theirs, onChoose }) {
  const words = useId();
  return (
    <div role="alertdialog" aria-labelledby={words} className={`${ASKING} flex flex-col gap-2`}>
      <p id={words} className="text-sm font-medium">{texts.conflict}</p>
      <blockquote dir="auto" tabIndex={0} aria-label={texts.otherDraft} className={`${SOURCE} max-h-32 overflow-y-auto border-s-2 border-border-heavy ps-3 text-sm whitespace-pre-wrap`}>
        {[theirs.fields.title, theirs.fields.body].filter(Boolean).join("\n\n")}
      </blockquote>
      <div className="flex flex-wrap gap-2">
        <button type="button" autoFocus className={BUTTON} onClick={() => onChoose(true)}>{texts.useMine}</button>
        <button type="button" className={BUTTON} onClick={() => onChoose(false)}>{texts.useTheirs}</button>
      </div>
    </div>
  );
}

/** The page can be scrolled past the sheet, and the sheet stands on a phone's keyboard. @param {{current: HTMLElement | null}} sheet */
function useRoom(sheet) {
  useLayoutEffect(() => {
    const { style } = document.body;
    const room = () => (style.paddingBottom = `${sheet.current?.offsetHeight ?? 0}px`);
    const watcher = new ResizeObserver(room);
    room();
    if (sheet.current) watcher.observe(sheet.current);
    const view = window.visualViewport;
    const lift = () => {
      if (view) sheet.current?.style.setProperty("--keyboard", `${Math.max(0, Math.round(innerHeight - view.height - view.offsetTop))}px`);
    };
    view?.addEventListener("resize", lift);
    view?.addEventListener("scroll", lift);
    return () => {
      watcher.disconnect();
      view?.removeEventListener("resize", lift);
      view?.removeEventListener("scroll", lift);
      style.paddingBottom = "";
    };
  }, [sheet]);
}

/**
 * Focus goes to what is to be written first; what is answered stays in sight.
 * @param {{current: HTMLElement | null}} sheet @param {{current: {focus: () => void} | null}} writing
 * @param {Request} request @param {boolean} isSmall @param {number} number
 */
function useFocusIn(sheet, writing, request, isSmall, number) {
  useEffect(() => {
    if (isSmall) return;
    const title = request.kind === "thread" || request.kind === "question" ? sheet.current?.querySelector("input[name=title]") : null;
    if (title && !title.value) title.focus();
    else writing.current?.focus();
    const post = request.kind === "reply" && request.postId ? document.querySelector(`#app [data-post="${request.postId}"]`) : null;
    if (post && sheet.current) {
      const hidden = post.getBoundingClientRect().bottom - sheet.current.getBoundingClientRect().top + 16;
      if (hidden > 0) window.scrollBy({ top: hidden, behavior: IS_CALM.matches ? "auto" : "smooth" });
    }
  }, [number, isSmall]);
}

const IS_CALM = matchMedia("(prefers-reduced-motion: reduce)");

/** The opener may have been drawn anew meanwhile. @param {Element | null} opener */
function focusBack(opener) {
  const again = opener?.isConnected ? opener : opener?.id ? document.getElementById(opener.id) : null;
  const target = again ?? document.querySelector("#main");
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}
