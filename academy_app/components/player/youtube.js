/**
 * YouTube through its IFrame API.
 *
 * The frame is our own, as the API allows: only so can it carry a referrer policy (without a Referer YouTube answers
 * with error 153) and a title.
 */
import { createEmitter } from "./emitter.js";
import { loadScript } from "./script.js";

/** @typedef {import("./adapters.js").Source} Source */
/** @typedef {import("./adapters.js").Adapter} Adapter */

const API = "https://www.youtube.com/iframe_api";
const HOST = "https://www.youtube.com";
const ENDED = 0;
const PLAYING = 1;
const PAUSED = 2;
const BUFFERING = 3;

/** @type {Record<number, import("./adapters.js").ErrorKind>} */
const KINDS = {
  2: "not-found",
  5: "not-supported",
  100: "not-found",
  101: "not-embeddable",
  150: "not-embeddable",
  153: "not-identified",
};

/** @param {HTMLElement} element @param {Source} source @returns {Promise<Adapter>} */
export async function openYouTube(element, source) {
  const YT = await loadApi();
  const { on, emit, clear } = createEmitter();
  const host = source.youtubeHost || HOST;
  const playerVars = varsOf(source);
  const frame = createFrame(host, source, playerVars);
  element.replaceChildren(frame);
  let heard = { volume: 1, muted: false };

  const player = new YT.Player(frame, {
    host,
    videoId: source.key,
    playerVars,
    events: {
      onReady: () => emit("ready"),
      onStateChange: (/** @type {{data: number}} */ { data }) => {
        if (data === PLAYING) emit("playing");
        if (data === PAUSED) emit("paused");
        if (data === BUFFERING) emit("buffering");
        if (data === ENDED) emit("ended");
        hear();
      },
      onPlaybackRateChange: (/** @type {{data: number}} */ { data }) => emit("rate", data),
      onError: (/** @type {{data: number}} */ { data }) => emit("error", { kind: KINDS[data] ?? "failed", code: data }),
      onAutoplayBlocked: () => emit("blocked"),
    },
  });

  /** YouTube tells of no change of volume, so it is looked at when the state changes. */
  function hear() {
    const now = volume();
    if (now.volume === heard.volume && now.muted === heard.muted) return;
    heard = now;
    emit("volume", now);
  }

  function volume() {
    return { volume: (player.getVolume?.() ?? 100) / 100, muted: player.isMuted?.() ?? false };
  }

  return {
    on,
    play: () => player.playVideo(),
    pause: () => player.pauseVideo(),
    seek(seconds) {
      emit("seeking");
      player.seekTo(seconds, true);
    },
    time: () => player.getCurrentTime?.() ?? 0,
    duration: () => player.getDuration?.() || null,
    rate: () => player.getPlaybackRate?.() ?? 1,
    setRate: (rate) => player.setPlaybackRate(rate),
    volume,
    setVolume(wanted) {
      if (wanted.volume !== undefined) player.setVolume(Math.round(wanted.volume * 100));
      if (wanted.muted !== undefined) wanted.muted ? player.mute() : player.unMute();
      heard = { ...volume(), ...wanted };
    },
    captions(language) {
      if (language === null) player.unloadModule?.("captions");
      else player.loadModule?.("captions");
      if (language) player.setOption?.("captions", "track", { languageCode: language });
    },
    destroy() {
      clear();
      player.destroy();
      element.replaceChildren();
    },
  };
}

/** @returns {Promise<any>} The API's `YT`, once it can make players. */
async function loadApi() {
  const page = /** @type {any} */ (window);
  if (page.YT?.Player) return page.YT;
  const ready = new Promise((resolve) => {
    const others = page.onYouTubeIframeAPIReady;
    page.onYouTubeIframeAPIReady = () => {
      others?.();
      resolve(page.YT);
    };
  });
  await loadScript(API);
  return page.YT?.Player ? page.YT : ready;
}

/** @param {Source} source @returns {Record<string, string | number>} */
function varsOf({ at, end, language, captions }) {
  /** @type {Record<string, string | number>} */
  const vars = { autoplay: 1, playsinline: 1, rel: 0, origin: location.origin, start: Math.floor(at) };
  if (end) vars.end = Math.ceil(end);
  if (language) vars.hl = language;
  if (captions !== null && captions !== undefined) vars.cc_load_policy = 1;
  if (captions) vars.cc_lang_pref = captions;
  return vars;
}

/** @param {string} host @param {Source} source @param {Record<string, string | number>} vars */
function createFrame(host, { key = "", title = "" }, vars) {
  const query = new URLSearchParams({ enablejsapi: "1" });
  for (const [name, value] of Object.entries(vars)) query.set(name, String(value));
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.className = "h-full w-full";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.allowFullscreen = true;
  frame.src = `${host}/embed/${encodeURIComponent(key)}?${query}`;
  return frame;
}
