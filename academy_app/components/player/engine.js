/**
 * A video in play: the provider's player, what is watched of it, and the page around it.
 */
import { openAdapter } from "./adapters.js";
import { announce, openDelivery } from "./delivery.js";
import { pressKey } from "./keys.js";
import { isTracked } from "./providers.js";
import { openStorage, readHabits, rememberHabit, uuid } from "./remembered.js";
import { resumeAt } from "./resume.js";
import { createTracker } from "./tracker.js";
import { loadTranscript } from "./transcript.js";

/** @typedef {import("./adapters.js").Adapter} Adapter */
/**
 * @typedef {object} Video The props of the player.
 * @property {string | number} memberId @property {number} videoId @property {number} lessonId
 * @property {string} provider @property {string} title @property {string} videoKey @property {string} videoHash
 * @property {string} src @property {string} poster @property {number | null} start @property {number | null} end
 * @property {number | null} duration @property {number} position @property {boolean} completed
 * @property {number | null} [begin] The second that the page's address asks for, instead of resuming.
 * @property {number | null} [firstGap] Where the first unwatched part begins.
 * @property {string} language @property {string} youtubeHost @property {string} api
 */
/**
 * @typedef {"loading" | "ready" | "playing" | "paused" | "buffering" | "ended" | "blocked" | "slow" | "error"} State
 */

const SLOW_MS = 15_000;
const TICK_MS = 250;
const OFF_BY = 2;

/**
 * @param {HTMLElement} host @param {Video} video
 * @param {(state: State, detail?: any) => void} tell
 * @param {{from?: number, play?: boolean}} [wish] Where the member asked to begin, instead of resuming.
 */
export async function startVideo(host, video, tell, { from, play = true } = {}) {
  const storage = openStorage();
  const habits = readHabits(storage);
  const first = from ?? resumeAt(video);
  const stop = new AbortController();
  let isReady = false;
  let wantsToPlay = false;
  let captions = habits.captions;
  /** Whether the clip's end is still ahead: one who plays on from behind it is not stopped. */
  let isInside = false;
  /** @type {any} */
  let ticking = null;
  const slow = setTimeout(() => report("slow"), SLOW_MS);
  report("loading");

  const adapter = await openAdapter(host, sourceOf(video, first, habits)).catch((error) => {
    clearTimeout(slow);
    report("error", { kind: "failed", code: String(error) });
    throw error;
  });
  const tracker = isTracked(video.provider) ? trackerOf(adapter, video) : null;
  listen();

  function listen() {
    adapter.on("ready", onReady);
    adapter.on("playing", onPlaying);
    adapter.on("paused", () => halt("paused"));
    adapter.on("buffering", () => halt("buffering"));
    adapter.on("ended", () => halt("ended"));
    adapter.on("seeking", onSeeking);
    adapter.on("rate", onRate);
    adapter.on("volume", (volume) => isReady && rememberHabit(storage, volume));
    adapter.on("captions", onCaptions);
    adapter.on("blocked", () => report("blocked"));
    adapter.on("error", onError);
    const signal = stop.signal;
    window.addEventListener("pagehide", () => tracker?.leaving(), { signal });
    document.addEventListener("visibilitychange", onVisibility, { signal });
  }

  function onReady() {
    if (isReady) return;
    isReady = true;
    clearTimeout(slow);
    applyHabits(adapter, habits);
    if (Math.abs(adapter.time() - first) > OFF_BY) adapter.seek(first);
    report("ready");
    if (play) adapter.play();
  }

  function onPlaying() {
    isInside = false;
    if (isPastEnd()) adapter.seek(video.start ?? 0);
    tracker?.playing();
    ticking ??= setInterval(tick, TICK_MS);
    wantsToPlay = true;
    report("playing");
  }

  function tick() {
    announceTime();
    if (!isPastEnd()) isInside = true;
    else if (isInside) adapter.pause();
  }

  /** @param {"paused" | "buffering" | "ended"} state */
  function halt(state) {
    clearInterval(ticking);
    ticking = null;
    wantsToPlay = state === "buffering";
    const name = state === "paused" && isPastEnd() ? "ended" : state;
    tracker?.[name]();
    announceTime();
    report(name);
  }

  function onSeeking() {
    tracker?.seeking();
    announceTime();
  }

  /** @param {number} rate */
  function onRate(rate) {
    tracker?.rateChanged();
    if (isReady) rememberHabit(storage, { rate });
  }

  /** @param {string | null} language */
  function onCaptions(language) {
    captions = language;
    if (isReady) rememberHabit(storage, { captions });
  }

  /** @param {{kind: string, code: unknown}} problem */
  function onError(problem) {
    clearTimeout(slow);
    if (wantsToPlay) halt("paused");
    report("error", problem);
  }

  /** A hidden page plays on, but a phone may end it without another word. */
  function onVisibility() {
    if (document.visibilityState !== "hidden") return;
    tracker?.sample();
    tracker?.flush();
  }

  /** A clip ends where its author said, whatever the provider's player would go on to show. */
  function isPastEnd() {
    return video.end !== null && video.end !== undefined && adapter.time() >= video.end;
  }

  function announceTime() {
    announce("time", { videoId: video.videoId, seconds: adapter.time(), duration: adapter.duration() });
  }

  /** @param {State} state @param {any} [detail] */
  function report(state, detail) {
    announce("player", { videoId: video.videoId, state, ...detail });
    tell(state, detail);
  }

  function toggle() {
    if (wantsToPlay) adapter.pause();
    else adapter.play();
  }

  /** @param {number} seconds @param {boolean} [andPlay] */
  function seek(seconds, andPlay = false) {
    const last = video.end ?? adapter.duration() ?? Infinity;
    const target = Math.min(Math.max(video.start ?? 0, seconds), last);
    adapter.seek(target);
    if (andPlay && !wantsToPlay) adapter.play();
    announce("time", { videoId: video.videoId, seconds: target, duration: adapter.duration() });
  }

  function toggleCaptions() {
    onCaptions(captions === null ? "" : null);
    adapter.captions(captions);
  }

  return {
    seek,
    /** @param {import("./shortcuts.js").Action} action @param {HTMLElement} frame */
    press: (action, frame) => isReady && pressKey({ adapter, toggle, seek, toggleCaptions }, video, frame, action),
    destroy() {
      clearTimeout(slow);
      clearInterval(ticking);
      tracker?.destroy();
      stop.abort();
      adapter.destroy();
    },
  };
}

/** @param {Video} video @param {number} at @param {import("./remembered.js").Habits} habits */
function sourceOf(video, at, habits) {
  const { provider, videoKey, videoHash, src, title, poster, language, youtubeHost, end, api, videoId } = video;
  return {
    provider, src, title, poster, language, youtubeHost, end, at,
    key: videoKey,
    hash: videoHash,
    captions: habits.captions,
    words: () => loadTranscript(api, videoId, habits.captions || language).catch(() => null),
  };
}

/** @param {Adapter} adapter @param {Video} video */
function trackerOf(adapter, { memberId, videoId, lessonId, api }) {
  const outbox = openDelivery(String(memberId), api);
  const session = uuid();
  return createTracker({
    media: adapter,
    report: (report, how) => outbox.post({ session, lessonId, videoId, ...report }, how),
  });
}

/** @param {Adapter} adapter @param {import("./remembered.js").Habits} habits */
function applyHabits(adapter, { rate, volume, muted }) {
  if (rate !== adapter.rate()) adapter.setRate(rate);
  const now = adapter.volume();
  if (volume !== now.volume || muted !== now.muted) adapter.setVolume({ volume, muted });
}
