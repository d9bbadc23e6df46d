/**
 * Video files and HLS in the browser's own player.
 */
import { createEmitter } from "./emitter.js";

/** @typedef {import("./adapters.js").Source} Source */
/** @typedef {import("./adapters.js").Adapter} Adapter */

const HLS_TYPE = "application/vnd.apple.mpegurl";

/**
 * @param {HTMLElement} host @param {Source} source
 * @param {{importHls?: () => Promise<any>}} [tools]
 * @returns {Promise<Adapter>}
 */
export async function openHtml5(host, source, { importHls = () => import("hls.js") } = {}) {
  const { on, emit, clear } = createEmitter();
  const video = createVideo(source);
  const unlisten = listen(video, emit, source.at);
  host.replaceChildren(video);
  const stream = await attach(video, source, emit, importHls);

  /** @type {TextTrack | null} */
  let ownTrack = null;
  source.words?.().then((words) => {
    if (!words) return;
    ownTrack = addCaptions(video, words);
    if (source.captions !== null && source.captions !== undefined) showCaptions(video, source.captions);
    video.textTracks.addEventListener("change", () => emit("captions", shownCaptions(video)));
  });

  return {
    on,
    play: () => video.play().catch((error) => emit(error.name === "NotAllowedError" ? "blocked" : "paused")),
    pause: () => video.pause(),
    seek: (seconds) => void (video.currentTime = seconds),
    time: () => video.currentTime,
    duration: () => (Number.isFinite(video.duration) && video.duration > 0 ? video.duration : null),
    rate: () => video.playbackRate,
    setRate: (rate) => void (video.playbackRate = rate),
    volume: () => ({ volume: video.volume, muted: video.muted }),
    setVolume({ volume, muted }) {
      if (volume !== undefined) video.volume = volume;
      if (muted !== undefined) video.muted = muted;
    },
    captions: (language) => ownTrack && showCaptions(video, language),
    destroy() {
      unlisten();
      clear();
      stream?.destroy();
      video.pause();
      video.removeAttribute("src");
      video.load();
      video.remove();
    },
  };
}

/** @param {Source} source */
function createVideo({ title, poster }) {
  const video = document.createElement("video");
  video.controls = true;
  video.playsInline = true;
  video.preload = "metadata";
  video.className = "h-full w-full bg-black";
  if (title) video.setAttribute("aria-label", title);
  if (poster) video.poster = poster;
  return video;
}

/**
 * @param {HTMLVideoElement} video @param {(event: string, detail?: any) => void} emit @param {number} at
 * @returns {() => void}
 */
function listen(video, emit, at) {
  const stop = new AbortController();
  /** @type {Record<string, () => void>} */
  const told = {
    loadedmetadata: () => {
      if (at > 0) video.currentTime = at;
      emit("ready");
    },
    playing: () => emit("playing"),
    pause: () => !video.ended && emit("paused"),
    waiting: () => emit("buffering"),
    seeking: () => emit("seeking"),
    seeked: () => !video.paused && video.readyState >= video.HAVE_FUTURE_DATA && emit("playing"),
    ended: () => emit("ended"),
    ratechange: () => emit("rate", video.playbackRate),
    volumechange: () => emit("volume", { volume: video.volume, muted: video.muted }),
    error: () => emit("error", { kind: kindOf(video.error), code: video.error?.code ?? 0 }),
  };
  for (const [name, tell] of Object.entries(told)) video.addEventListener(name, tell, { signal: stop.signal });
  return () => stop.abort();
}

/** @param {MediaError | null} error @returns {import("./adapters.js").ErrorKind} */
function kindOf(error) {
  return error?.code === MediaError.MEDIA_ERR_DECODE ? "not-supported" : "failed";
}

/**
 * HLS natively where the browser can; hls.js is fetched only where it cannot.
 * @param {HTMLVideoElement} video @param {Source} source
 * @param {(event: string, detail?: any) => void} emit @param {() => Promise<any>} importHls
 */
async function attach(video, source, emit, importHls) {
  const src = source.src ?? "";
  if (!isHls(source) || video.canPlayType(HLS_TYPE)) {
    video.src = src;
    return null;
  }
  const { default: Hls } = await importHls();
  if (!Hls.isSupported()) {
    queueMicrotask(() => emit("error", { kind: "not-supported", code: 0 }));
    return null;
  }
  const stream = new Hls();
  stream.on(Hls.Events.ERROR, (/** @type {string} */ _name, /** @type {any} */ data) => {
    if (data.fatal) emit("error", { kind: "failed", code: data.type });
  });
  stream.loadSource(src);
  stream.attachMedia(video);
  return stream;
}

/** @param {Source} source */
function isHls({ provider, src = "" }) {
  return provider === "hls" || /\.m3u8($|[?#])/.test(src);
}

/**
 * The transcript's words as captions: the file itself has none that we know of.
 * @param {HTMLVideoElement} video @param {import("./transcript.js").Transcript} words
 */
function addCaptions(video, { cues, label, language }) {
  const track = video.addTextTrack("captions", label, language);
  for (const [start, end, text] of cues) {
    if (end > start) track.addCue(new VTTCue(start / 1000, end / 1000, text));
  }
  track.mode = "disabled";
  return track;
}

/** @param {HTMLVideoElement} video @param {string | null} language */
function showCaptions(video, language) {
  const tracks = [...video.textTracks];
  const chosen = language === null ? null : (tracks.find((track) => track.language === language) ?? tracks[0]);
  for (const track of tracks) track.mode = track === chosen ? "showing" : "disabled";
}

/** @param {HTMLVideoElement} video @returns {string | null} */
function shownCaptions(video) {
  return [...video.textTracks].find((track) => track.mode === "showing")?.language ?? null;
}
