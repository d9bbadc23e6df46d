/**
 * The words of a video beside it: searchable, following the playback, a press seeks.
 */
import { memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { CloseIcon, DownIcon, Spinner, UpIcon } from "./icons.jsx";
import { BUTTON, INPUT, RING } from "./looks.js";
import { clockText, fill } from "./time.js";
import { cueAt, highlight, loadTranscript, search } from "./transcript.js";
import { useFollowing } from "./following.js";
import { useSeen } from "./seen.js";

/** @typedef {import("./transcript.js").Cue} Cue */
/** @typedef {Record<string, string>} Texts */

/** @param {{texts: Texts, videoId: number, language: string, api: string}} props */
export function LessonTranscript(props) {
  return <Panel key={props.videoId} {...props} />;
}

/** @param {{texts: Texts, videoId: number, language: string, api: string}} props */
function Panel({ texts, videoId, language, api }) {
  const [chosen, setChosen] = useState(language);
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  const isSeen = useSeen(panel);
  const { transcript, status, reload } = useTranscript(api, videoId, chosen, isSeen);
  return (
    <section ref={panel} aria-label={texts.title} className="flex flex-col gap-2 text-sm text-text-primary">
      {transcript && (
        <Languages texts={texts} languages={transcript.languages ?? []} value={transcript.language} onChoose={setChosen} />
      )}
      {status === "loading" && (
        <p role="status" className="flex items-center gap-2 text-text-secondary">
          <Spinner className="size-4" />
          {texts.loading}
        </p>
      )}
      {status === "empty" && <p className="text-text-secondary">{texts.empty}</p>}
      {status === "failed" && (
        <div role="alert" className="flex flex-wrap items-center gap-2">
          <p>{texts.failed}</p>
          <button type="button" className={BUTTON} onClick={reload}>{texts.retry}</button>
        </div>
      )}
      {transcript && status === "ready" && <Words texts={texts} videoId={videoId} transcript={transcript} />}
    </section>
  );
}

/** @param {{texts: Texts, languages: {code: string, label: string}[], value: string, onChoose: (code: string) => void}} props */
function Languages({ texts, languages, value, onChoose }) {
  if (languages.length < 2) return null;
  return (
    <select
      aria-label={texts.language}
      value={value}
      onChange={(event) => onChoose(event.target.value)}
      className={`${INPUT} max-w-40`}
    >
      {languages.map(({ code, label }) => (
        <option key={code} value={code}>{label}</option>
      ))}
    </select>
  );
}

/** @param {{texts: Texts, videoId: number, transcript: import("./transcript.js").Transcript}} props */
function Words({ texts, videoId, transcript }) {
  const { cues, language } = transcript;
  const current = useCurrentCue(videoId, cues);
  const [query, setQuery] = useState("");
  const found = useMemo(() => search(cues, query), [cues, query]);
  const [match, setMatch] = useState(0);
  const list = useRef(/** @type {HTMLOListElement | null} */ (null));
  const { isFollowing, follow, release, show } = useFollowing(list, current);

  const look = (/** @type {string} */ text) => {
    setQuery(text);
    goTo(search(cues, text), 0);
  };
  const goTo = (/** @type {number[]} */ hits, /** @type {number} */ index) => {
    if (!hits.length) return setMatch(0);
    const next = (index + hits.length) % hits.length;
    setMatch(next);
    release();
    show(hits[next]);
  };
  const onPick = useCallback((/** @type {number} */ index) => {
    follow();
    const detail = { videoId, seconds: cues[index][0] / 1000, play: true };
    window.dispatchEvent(new CustomEvent("academy:seek", { detail }));
  }, [cues, videoId, follow]);

  const tabStop = Math.max(0, current);
  const hits = useMemo(() => new Set(found), [found]);
  return (
    <>
      <SearchBox texts={texts} query={query} found={found} match={match} onQuery={look} onStep={(step) => goTo(found, match + step)} />
      <div className="relative">
        <ol
          ref={list}
          lang={language}
          dir="auto"
          data-arrows=""
          onKeyDown={(event) => moveFocus(event, release)}
          className="relative max-h-96 overflow-y-auto overscroll-contain rounded-xl border border-border-light bg-surface-primary p-1"
        >
          {cues.map((cue, index) => (
            <Line
              key={index}
              cue={cue}
              index={index}
              isCurrent={index === current}
              isTabStop={index === tabStop}
              query={hits.has(index) ? query : ""}
              isChosen={found[match] === index}
              onPick={onPick}
            />
          ))}
        </ol>
        {!isFollowing && current >= 0 && (
          <button type="button" onClick={follow} className={`${BUTTON} absolute inset-x-0 bottom-3 mx-auto w-fit shadow-md`}>
            {texts.follow}
          </button>
        )}
      </div>
    </>
  );
}

/**
 * @param {{texts: Texts, query: string, found: number[], match: number, onQuery: (text: string) => void,
 *   onStep: (step: number) => void}} props
 */
function SearchBox({ texts, query, found, match, onQuery, onStep }) {
  const count = found.length ? fill(texts.found, { index: match + 1, count: found.length }) : texts.nothing;
  const onKeyDown = (/** @type {React.KeyboardEvent} */ event) => {
    if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
    if (event.key === "Escape" && query) {
      event.stopPropagation();
      onQuery("");
    }
  };
  return (
    <div role="search" className="flex flex-wrap items-center gap-1">
      <div className="relative min-w-0 flex-1">
        <input
          type="search"
          value={query}
          onChange={(event) => onQuery(event.target.value)}
          onKeyDown={onKeyDown}
          aria-label={texts.search}
          placeholder={texts.search}
          className={`${INPUT} min-h-9 [&::-webkit-search-cancel-button]:hidden ${query.trim() ? "pe-26" : ""}`}
        />
        <span
          role="status"
          className="pointer-events-none absolute inset-y-0 end-3 flex items-center text-xs text-text-secondary tabular-nums"
        >
          {query.trim() && count}
        </span>
      </div>
      <IconButton label={texts.previous} isDisabled={!found.length} onPress={() => onStep(-1)}><UpIcon /></IconButton>
      <IconButton label={texts.following} isDisabled={!found.length} onPress={() => onStep(1)}><DownIcon /></IconButton>
      <IconButton label={texts.clear} isDisabled={!query} onPress={() => onQuery("")}><CloseIcon /></IconButton>
    </div>
  );
}

/** @param {{label: string, isDisabled: boolean, onPress: () => void, children: any}} props */
function IconButton({ label, isDisabled, onPress, children }) {
  return (
    <button type="button" aria-label={label} title={label} disabled={isDisabled} onClick={onPress} className={`${BUTTON} w-9 px-0`}>
      {children}
    </button>
  );
}

/** One cue. Cues out of sight are not laid out, so that thousands cost little. */
const Line = memo(function Line(
  /** @type {{cue: Cue, index: number, isCurrent: boolean, isTabStop: boolean, query: string, isChosen: boolean,
   *   onPick: (index: number) => void}} */ { cue, index, isCurrent, isTabStop, query, isChosen, onPick },
) {
  const [start, , text] = cue;
  return (
    <li className="[contain-intrinsic-size:auto_2.25rem] [content-visibility:auto]">
      <button
        type="button"
        tabIndex={isTabStop ? 0 : -1}
        aria-current={isCurrent ? "true" : undefined}
        onClick={() => onPick(index)}
        className={`flex w-full cursor-pointer gap-3 rounded-lg px-2 py-1.5 text-start ring-inset hover:bg-surface-hover ${RING} ${
          isCurrent ? "bg-surface-tertiary font-medium" : ""
        }`}
      >
        <span className="w-14 shrink-0 text-end font-mono text-xs leading-5 text-text-secondary tabular-nums">{clockText(start / 1000)}</span>
        <span className="min-w-0 break-words">
          {query ? highlight(text, query).map((piece, at) => (piece.isMatch ? (
            <mark key={at} className={`rounded-sm text-black ${isChosen ? "bg-amber-400" : "bg-yellow-200"}`}>{piece.text}</mark>
          ) : piece.text)) : text}
        </span>
      </button>
    </li>
  );
});

/** Arrows walk through the cues: one stop for Tab, however many there are. @param {React.KeyboardEvent} event @param {() => void} release */
function moveFocus(event, release) {
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
  const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (target === undefined) return;
  event.preventDefault();
  release();
  buttons[Math.min(buttons.length - 1, Math.max(0, target))]?.focus();
}

/** @param {string} api @param {number} videoId @param {string} language @param {boolean} isSeen */
function useTranscript(api, videoId, language, isSeen) {
  const [state, setState] = useState({ transcript: /** @type {any} */ (null), status: "loading" });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!isSeen) return undefined;
    let isGone = false;
    loadTranscript(api, videoId, language).then(
      (transcript) => isGone || setState({ transcript, status: transcript ? "ready" : "empty" }),
      () => isGone || setState({ transcript: null, status: "failed" }),
    );
    return () => void (isGone = true);
  }, [api, videoId, language, attempt, isSeen]);
  const reload = () => {
    setState({ transcript: null, status: "loading" });
    setAttempt(attempt + 1);
  };
  return { ...state, reload };
}

/** @param {number} videoId @param {Cue[]} cues */
function useCurrentCue(videoId, cues) {
  const [current, setCurrent] = useState(-1);
  useEffect(() => {
    const onTime = (/** @type {any} */ { detail }) => {
      if (detail.videoId === videoId) setCurrent(cueAt(cues, detail.seconds));
    };
    window.addEventListener("academy:time", onTime);
    return () => window.removeEventListener("academy:time", onTime);
  }, [videoId, cues]);
  return current;
}
