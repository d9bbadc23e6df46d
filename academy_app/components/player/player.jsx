/**
 * The poster of a video, and the player in its place once the member asks for it. Everything else is fetched then:
 * this file and what it imports are all that a lesson's page carries.
 */
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from "react";
import { PlayIcon, Spinner } from "./icons.jsx";
import { BUTTON, RING, SUBMIT } from "./looks.js";
import { isTracked } from "./providers.js";
import { isNearEnd, resumeAt } from "./resume.js";
import { StatusBar } from "./status.jsx";
import { clockText, fill } from "./time.js";

const Moments = lazy(() => import("./moments.jsx"));

/** @typedef {import("./engine.js").Video & {texts: Record<string, string>, moments?: import("./moments.js").Moment[], onProgress?: () => void,
 *   onManual?: () => void, onNext?: () => void}} Props */

/** @type {Record<string, string>} */
const PROBLEMS = {
  "not-found": "notFound",
  "not-embeddable": "notEmbeddable",
  "not-supported": "notSupported",
  "not-identified": "notIdentified",
};

/** @param {Props} props */
export function LessonPlayer(props) {
  return <Player key={`${props.lessonId}:${props.videoId}`} {...props} />;
}

/** @param {Props} props */
function Player(props) {
  const { texts, title, provider, completed, start: first, end, begin, onManual, onNext } = props;
  const frame = useRef(/** @type {HTMLDivElement | null} */ (null));
  const host = useRef(/** @type {HTMLDivElement | null} */ (null));
  const { phase, problem, start, retry, seek, press } = useEngine(props, host);
  const { delivery, standing } = useDelivery(props, phase);
  useSeekRequests(props.videoId, seek);
  useWish(begin, phase, seek);
  useKeys(frame, press);

  const isShown = phase !== "poster";
  const hasMoments = props.moments?.some((moment) => moment.video_id === props.videoId);
  const isStuck = phase === "slow" || phase === "error";
  const hasStopped = phase === "ended" || phase === "paused";
  const isShort = hasStopped && !completed && fallsShort(standing, first, end);
  const playRest = () => {
    host.current?.focus({ preventScroll: true });
    seek(standing.firstGap, true);
  };
  return (
    <section aria-label={title} className="w-full" data-player={phase}>
      <div ref={frame} className="relative aspect-video min-h-[200px] w-full overflow-hidden rounded-xl bg-black">
        <div ref={host} tabIndex={-1} className="absolute inset-0 outline-none" hidden={!isShown} />
        {!isShown && <Poster {...props} onStart={() => start()} />}
        {phase === "loading" && <Loading text={texts.loading} />}
        {isStuck && (
          <Problem
            text={phase === "slow" ? texts.slow : texts[PROBLEMS[problem] ?? "failed"]}
            texts={texts}
            onRetry={retry}
            onManual={completed ? undefined : onManual}
          />
        )}
      </div>
      {hasMoments && (
        <div className="h-6">
          <Suspense fallback={null}>
            <Moments {...props} />
          </Suspense>
        </div>
      )}
      <StatusBar
        texts={texts}
        delivery={delivery}
        completed={completed}
        isManual={isShown && !isTracked(provider)}
        shortfall={isShort ? standing : null}
        hasEnded={phase === "ended"}
        onPlayRest={playRest}
        onManual={onManual}
        onNext={onNext}
      />
    </section>
  );
}

/**
 * Whether the server knows that the member is at the end and has not seen enough. What it has deferred may yet be.
 * @param {any} standing @param {number | null} start @param {number | null} end
 */
function fallsShort(standing, start, end) {
  if (!standing || standing.completed || standing.lessonCompleted || standing.deferred?.length) return false;
  return typeof standing.firstGap === "number" && isNearEnd({ ...standing, start, end });
}

/** The page draws the same before this one is there: the title, and the picture over it. @param {Props & {onStart: () => void}} props */
function Poster({ onStart, ...video }) {
  const { texts, title, poster, start, completed } = video;
  const at = video.begin ?? resumeAt(video);
  const resumes = (video.begin != null || !completed) && at > (start ?? 0);
  return (
    <button
      type="button"
      onClick={onStart}
      aria-label={fill(texts.play, { title })}
      className={`group absolute inset-0 flex cursor-pointer items-center justify-center rounded-xl ring-inset ${RING}`}
    >
      <span className="absolute inset-0 bg-linear-to-br from-neutral-700 to-neutral-950 p-4 text-start text-lg font-medium text-white">
        <span className="line-clamp-2">{title}</span>
      </span>
      {poster && (
        <img
          src={poster}
          alt=""
          className="absolute inset-0 size-full object-cover"
          onError={(event) => (event.currentTarget.hidden = true)}
        />
      )}
      <span className="relative flex size-16 items-center justify-center rounded-full bg-black/70 text-white transition-transform duration-150 group-hover:scale-105 motion-reduce:transition-none">
        <PlayIcon className="size-8" />
      </span>
      {resumes && (
        <span className="absolute bottom-3 rounded-full bg-black/80 px-3 py-1 text-sm font-medium text-white">
          {fill(texts.resume, { time: clockText(at) })}
        </span>
      )}
    </button>
  );
}

/** @param {{text: string}} props */
function Loading({ text }) {
  return (
    <div role="status" className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center gap-3 text-sm text-white">
      <Spinner />
      <span>{text}</span>
    </div>
  );
}

/** @param {{text: string, texts: Record<string, string>, onRetry: () => void, onManual?: () => void}} props */
function Problem({ text, texts, onRetry, onManual }) {
  return (
    <div
      role="alert"
      className="absolute inset-0 flex flex-col items-center justify-center gap-3 overflow-auto bg-surface-secondary p-4 text-center text-sm text-text-primary"
    >
      <p className="max-w-prose">{text}</p>
      <div className="flex flex-wrap justify-center gap-2">
        <button type="button" className={BUTTON} onClick={onRetry}>
          {texts.retry}
        </button>
        {onManual && (
          <button type="button" className={SUBMIT} onClick={() => onManual()}>
            {texts.markWatched}
          </button>
        )}
      </div>
    </div>
  );
}

/**
 * The engine of the video, fetched and started on first need.
 * @param {Props} props @param {{current: HTMLElement | null}} host
 */
function useEngine(props, host) {
  const latest = useRef(props);
  latest.current = props;
  const starting = useRef(/** @type {Promise<any> | null} */ (null));
  const [phase, setPhase] = useState("poster");
  const [problem, setProblem] = useState("");

  const start = useCallback((/** @type {object} */ wish = {}) => {
    if (starting.current) return starting.current;
    const from = latest.current.begin ?? undefined;
    setPhase("loading");
    const tell = (/** @type {string} */ state, /** @type {any} */ detail) => {
      setProblem(detail?.kind ?? "");
      setPhase(state);
    };
    const attempt = import("./engine.js").then(({ startVideo }) =>
      host.current ? startVideo(host.current, latest.current, tell, { from, ...wish }) : null,
    );
    attempt.catch(() => setPhase("error"));
    starting.current = attempt;
    requestAnimationFrame(() => host.current?.focus({ preventScroll: true }));
    return attempt;
  }, [host]);

  const end = useCallback(() => {
    starting.current?.then((engine) => engine?.destroy()).catch(() => {});
    starting.current = null;
  }, []);
  useEffect(() => end, [end]);

  const retry = useCallback(() => {
    end();
    start();
  }, [end, start]);

  const seek = useCallback((/** @type {number} */ seconds, /** @type {boolean} */ play) => {
    if (!starting.current) start({ from: seconds, play });
    else starting.current.then((engine) => engine?.seek(seconds, play)).catch(() => {});
  }, [start]);

  const press = useCallback((/** @type {any} */ action, /** @type {HTMLElement} */ frame) => {
    if (starting.current) {
      starting.current.then((engine) => engine?.press(action, frame)).catch(() => {});
      return true;
    }
    if (action.name === "toggle") start();
    return action.name === "toggle";
  }, [start]);

  return { phase, problem, start, retry, seek, press };
}

/** Requests from the page (a cue, a note) to go to a place. @param {number} videoId @param {Function} seek */
function useSeekRequests(videoId, seek) {
  useEffect(() => {
    const onSeek = (/** @type {any} */ { detail }) => {
      if (detail.videoId === videoId) seek(detail.seconds, detail.play ?? true);
    };
    window.addEventListener("academy:seek", onSeek);
    return () => window.removeEventListener("academy:seek", onSeek);
  }, [videoId, seek]);
}

/**
 * A link to another second of a video that is in play already leads there.
 * @param {number | null | undefined} begin @param {string} phase @param {Function} seek
 */
function useWish(begin, phase, seek) {
  const isInPlay = useRef(false);
  isInPlay.current = phase !== "poster";
  useEffect(() => {
    if (begin != null && isInPlay.current) seek(begin, true);
  }, [begin, seek]);
}

/** @param {{current: HTMLElement | null}} frame @param {Function} press */
function useKeys(frame, press) {
  useEffect(() => {
    /** @type {(() => void)[]} */
    let undo = [];
    let isGone = false;
    import("./shortcuts.js").then(({ installShortcuts, takeKeys }) => {
      if (isGone) return;
      const holds = (/** @type {any} */ node) => frame.current?.contains(node) ?? false;
      undo = [installShortcuts(), takeKeys({ holds, press: (action) => press(action, frame.current) })];
    });
    return () => {
      isGone = true;
      for (const step of undo) step();
    };
  }, [frame, press]);
}

/**
 * How the reports fare: "", "clear" (all saved), "waiting" or "signed-out"; and the server's last answer on this
 * video. Tells the page of a completed lesson.
 * @param {Props} props @param {string} phase
 */
function useDelivery({ videoId, lessonId, completed, onProgress }, phase) {
  const [delivery, setDelivery] = useState("");
  const [standing, setStanding] = useState(/** @type {any} */ (null));
  const wasCompleted = useRef(completed);
  wasCompleted.current ||= completed;

  useEffect(() => {
    const onOutbox = (/** @type {any} */ { detail }) => setDelivery(detail.state);
    const onAnswer = (/** @type {any} */ { detail }) => {
      if (detail.videoId === videoId) setStanding(detail);
      if (detail.lessonId !== lessonId || !detail.lessonCompleted || wasCompleted.current) return;
      wasCompleted.current = true;
      onProgress?.();
    };
    window.addEventListener("academy:outbox", onOutbox);
    window.addEventListener("academy:progress", onAnswer);
    return () => {
      window.removeEventListener("academy:outbox", onOutbox);
      window.removeEventListener("academy:progress", onAnswer);
    };
  }, [lessonId, videoId, onProgress]);
  // What was said of the last stop is not said at the next one before the server has heard of it.
  useEffect(() => {
    if (phase === "playing") setStanding(null);
  }, [phase]);
  return { delivery, standing };
}
