/**
 * What a post said before: version by version, with what came and what went.
 */
import { useEffect, useId, useRef, useState } from "react";
import { fill } from "../player/time.js";
import { call } from "./calls.js";
import { Icon } from "./icons.jsx";
import { BUTTON, ICON, SOURCE } from "./looks.js";

/** @typedef {{kind: "same" | "added" | "removed", text: string}} Piece */
/** @typedef {{number: number, editor: string, at: string, title: Piece[], body: Piece[], is_withheld: boolean}} Version */

/** @param {{texts: Record<string, string>, api: string, postId: number, onClose: () => void}} props */
export default function History({ texts, api, postId, onClose }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const heading = useId();
  const [history, setHistory] = useState(/** @type {{versions: Version[], left_out: number} | null} */ (null));
  const [problem, setProblem] = useState("");
  const [attempt, setAttempt] = useState(0);

  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    let isGone = false;
    setProblem("");
    call("GET", `${api}/community/posts/${postId}/history`).then(({ status, body }) => {
      if (isGone) return;
      if (status === 200) setHistory(body);
      else setProblem(body?.message ?? texts.historyFailed);
    });
    return () => void (isGone = true);
  }, [api, postId, attempt, texts]);

  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onClose={onClose}
      className="m-auto max-h-[85dvh] w-[min(44rem,calc(100vw-2rem))] flex-col rounded-2xl border border-border-light bg-surface-dialog p-0 text-text-primary backdrop:bg-black/50 open:flex"
    >
      <header className="flex items-center justify-between gap-2 border-b border-border-light py-2 ps-5 pe-2">
        <h2 id={heading} className="text-lg font-semibold">{texts.history}</h2>
        <button
          type="button"
          aria-label={texts.close}
          onClick={() => dialog.current?.close()}
          className={ICON}
        >
          <Icon name="close" />
        </button>
      </header>
      <div tabIndex={0} aria-labelledby={heading} role="region" className="overflow-y-auto px-5 pb-5">
        {!history && !problem && <p role="status" className="py-6 text-text-secondary">{texts.loading}</p>}
        {problem && (
          <div role="alert" className="flex flex-wrap items-center gap-2 py-6">
            <p>{problem}</p>
            <button type="button" className={BUTTON} onClick={() => setAttempt(attempt + 1)}>{texts.retry}</button>
          </div>
        )}
        {history?.versions.length === 1 && <p className="py-6 text-text-secondary">{texts.neverEdited}</p>}
        {history?.versions.map((version) => <Version key={version.number} version={version} texts={texts} />)}
        {Boolean(history?.left_out) && <p className="pt-4 text-sm text-text-secondary">{fill(texts.leftOut, { number: history?.left_out ?? 0 })}</p>}
      </div>
    </dialog>
  );
}

/** @param {{version: Version, texts: Record<string, string>}} props */
function Version({ version, texts }) {
  const at = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "short" }).format(new Date(version.at));
  return (
    <section className="pt-4">
      <h3 className="mb-2 text-sm text-text-secondary">
        {fill(texts.version, { number: version.number, name: version.editor || texts.someone })} · <time dateTime={version.at}>{at}</time>
      </h3>
      {version.is_withheld && <p className="text-sm text-text-secondary italic">{texts.withheld}</p>}
      {version.title.length > 0 && <p dir="auto" className={`${SOURCE} mb-1 font-semibold whitespace-pre-wrap`}><Pieces pieces={version.title} /></p>}
      {!version.is_withheld && (
        <div dir="auto" className={`${SOURCE} rounded-xl border border-border-light bg-surface-primary p-3 text-sm break-words whitespace-pre-wrap`}>
          <Pieces pieces={version.body} />
        </div>
      )}
    </section>
  );
}

/** @param {{pieces: Piece[]}} props */
function Pieces({ pieces }) {
  return pieces.map(({ kind, text }, index) => {
    if (kind === "added") return <ins key={index} className="rounded-sm bg-accent/20 decoration-accent">{text}</ins>;
    if (kind === "removed") return <del key={index} className="rounded-sm bg-surface-destructive/20 decoration-text-destructive">{text}</del>;
    return <span key={index}>{text}</span>;
  });
}
