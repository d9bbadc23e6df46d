/**
 * What a page has of the editor until it is asked for: an ear for `academy:compose` and `academy:history`, and for
 * posts that an earlier page could not send.
 */
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { useNavigate } from "react-router";

const Composer = lazy(() => import("./composer.jsx"));
const History = lazy(() => import("./history.jsx"));

/** The connection may be gone by the time it is wanted. */
const FETCH_AFTER_MS = 4_000;

/**
 * @typedef {object} Request What the editor is opened for.
 * @property {"thread" | "reply" | "edit" | "question"} kind
 * @property {number} [threadId] @property {number} [postId] Whom a reply answers, or what is edited.
 * @property {string} [author] @property {string} [quote] Words of theirs.
 * @property {boolean} [isOpening] @property {number} [categoryId] @property {number} [lessonId]
 * @property {number} [videoId] @property {number} [seconds] @property {any} [problem] Why it was refused before.
 */
/** @typedef {{texts: Record<string, string>, memberId: number, api: string}} Props */

/** @param {Props} props */
export function Editor(props) {
  return props.memberId ? <Ear key={props.memberId} {...props} /> : null;
}

/** @param {Props} props */
function Ear(props) {
  const { memberId, api } = props;
  const [asked, setAsked] = useState(/** @type {{request: Request, opener: Element | null, number: number} | null} */ (null));
  const [historyOf, setHistoryOf] = useState(/** @type {number | null} */ (null));
  const navigate = useNavigate();

  useEffect(() => {
    const compose = (/** @type {any} */ event) => {
      event.preventDefault();
      delete globalThis.academyCompose;
      open(event.detail);
    };
    const open = (/** @type {any} */ { opener = document.activeElement, ...request }) =>
      setAsked((before) => ({ request, opener, number: (before?.number ?? 0) + 1 }));
    // What was closed while it waited is opened again, to be put right.
    const refused = (/** @type {any} */ { detail }) => {
      if (detail.event !== "refused") return;
      setTimeout(() => {
        if (!detail.isShown) open({ ...detail.parcel.request, problem: detail.answer.body });
      });
    };
    const history = (/** @type {any} */ { detail }) => setHistoryOf(detail.postId);
    window.addEventListener("academy:compose", compose);
    window.addEventListener("academy:history", history);
    window.addEventListener("academy:post", refused);
    // What was pressed before this page was live.
    if (globalThis.academyCompose) compose(new CustomEvent("academy:compose", { detail: globalThis.academyCompose }));
    return () => {
      window.removeEventListener("academy:compose", compose);
      window.removeEventListener("academy:history", history);
      window.removeEventListener("academy:post", refused);
    };
  }, []);

  useEffect(() => writeHere(), []);

  useEffect(() => {
    if (hasUnsent(memberId)) import("./delivery.js").then(({ openDelivery }) => openDelivery(String(memberId), api));
    const timer = setTimeout(() => void import("./composer.jsx"), FETCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [memberId, api]);

  useEffect(() => tellOfSent((href) => navigate(href)), [navigate]);

  const close = useCallback(() => setAsked(null), []);
  return (
    <Suspense fallback={null}>
      {asked && <Composer {...props} {...asked} onClose={close} />}
      {historyOf !== null && <History texts={props.texts} api={api} postId={historyOf} onClose={() => setHistoryOf(null)} />}
    </Suspense>
  );
}

/**
 * An address that ends in #write is where a draft belongs: what it was begun with is pressed as soon as it is there.
 * @returns {(() => void) | undefined}
 */
function writeHere() {
  if (location.hash !== "#write") return undefined;
  const post = new URLSearchParams(location.search).get("post");
  const wanted = post ? `[data-post="${CSS.escape(post)}"] [data-compose=edit]` : "[data-compose]:not([data-post])";
  const watcher = new MutationObserver(() => press());
  const stop = () => watcher.disconnect();
  const press = () => {
    const button = document.querySelector(`#app main ${wanted}`);
    if (!(button instanceof HTMLElement)) return;
    stop();
    history.replaceState(history.state, "", location.pathname + location.search);
    button.closest("article")?.scrollIntoView({ block: "start" });
    button.click();
  };
  watcher.observe(document.body, { childList: true, subtree: true });
  press();
  return stop;
}

/** The page learns of what was sent, from whichever page and tab; who started a thread is led to it. @param {(href: string) => void} go */
function tellOfSent(go) {
  const heard = (/** @type {any} */ { detail }) => {
    const { event, parcel, answer, isElsewhere } = detail;
    if (event !== "sent") return;
    const { request } = parcel;
    const told = { act: request.kind, id: request.kind === "edit" ? request.postId : (request.threadId ?? answer.body.id), answer: answer.body };
    window.dispatchEvent(new CustomEvent("academy:acted", { detail: told }));
    const isHere = parcel.page === globalThis.performance.timeOrigin && !isElsewhere;
    if (request.kind === "thread" && isHere) go(answer.body.href ?? `/community/${answer.body.id}`);
  };
  window.addEventListener("academy:post", heard);
  return () => window.removeEventListener("academy:post", heard);
}

/** @param {number} memberId */
function hasUnsent(memberId) {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(`academy:post:${memberId}:`));
  } catch {
    return false;
  }
}
