/**
 * Vimeo through its Player SDK. Its getters are asynchronous, so the last told values are kept.
 */
import { createEmitter } from "./emitter.js";
import { loadScript } from "./script.js";

/** @typedef {import("./adapters.js").Source} Source */
/** @typedef {import("./adapters.js").Adapter} Adapter */

const SDK = "https://player.vimeo.com/api/player.js";

/** @type {Record<string, import("./adapters.js").ErrorKind>} */
const KINDS = {
  NotFoundError: "not-found",
  PrivacyError: "not-embeddable",
  PasswordError: "not-embeddable",
  UnsupportedError: "not-supported",
};

/** @param {HTMLElement} host @param {Source} source @returns {Promise<Adapter>} */
export async function openVimeo(host, source) {
  await loadScript(SDK);
  const { on, emit, clear } = createEmitter();
  const known = { time: source.at, duration: /** @type {number | null} */ (null), rate: 1, volume: 1, muted: false };
  const box = document.createElement("div");
  box.className = "h-full w-full [&_iframe]:h-full [&_iframe]:w-full";
  host.replaceChildren(box);

  const player = new /** @type {any} */ (window).Vimeo.Player(box, {
    url: addressOf(source),
    autoplay: true,
    playsinline: true,
    dnt: true,
    ...(source.captions ? { texttrack: source.captions } : {}),
  });
  listen();
  player.ready().then(begin).catch(failed);

  async function begin() {
    known.duration = (await player.getDuration()) || null;
    if (source.at > 0) known.time = await player.setCurrentTime(source.at);
    const frame = box.querySelector("iframe");
    if (frame && source.title) frame.title = source.title;
    emit("ready");
  }

  function listen() {
    player.on("play", (/** @type {any} */ event) => at(event));
    player.on("playing", (/** @type {any} */ event) => at(event, "playing"));
    player.on("pause", (/** @type {any} */ event) => at(event, "paused"));
    player.on("ended", (/** @type {any} */ event) => at(event, "ended"));
    player.on("timeupdate", (/** @type {any} */ event) => at(event));
    player.on("bufferstart", () => emit("buffering"));
    player.on("bufferend", resumeAfter);
    player.on("seeking", (/** @type {any} */ event) => {
      emit("seeking");
      at(event);
    });
    player.on("seeked", (/** @type {any} */ event) => {
      at(event);
      resumeAfter();
    });
    player.on("playbackratechange", (/** @type {{playbackRate: number}} */ { playbackRate }) => {
      emit("rate", (known.rate = playbackRate));
    });
    player.on("volumechange", heard);
    player.on("texttrackchange", (/** @type {{language?: string | null}} */ { language }) => emit("captions", language ?? null));
    player.on("error", failed);
  }

  /** @param {any} event @param {string} [name] */
  function at(event, name) {
    if (typeof event?.seconds === "number") known.time = event.seconds;
    if (event?.duration) known.duration = event.duration;
    if (name) emit(name);
  }

  async function resumeAfter() {
    if (!(await player.getPaused().catch(() => true))) emit("playing");
  }

  /** @param {{volume: number, muted?: boolean}} event */
  function heard({ volume, muted }) {
    known.muted = muted ?? volume === 0;
    if (volume > 0) known.volume = volume;
    emit("volume", { volume: known.volume, muted: known.muted });
  }

  /** @param {{name?: string}} error */
  function failed({ name = "" }) {
    emit("error", { kind: KINDS[name] ?? "failed", code: name });
  }

  return {
    on,
    play: () => player.play().catch((/** @type {Error} */ error) => refused(error, emit)),
    pause: () => void player.pause().catch(() => {}),
    seek(seconds) {
      emit("seeking");
      player.setCurrentTime(seconds).then((/** @type {number} */ time) => (known.time = time)).catch(() => {});
    },
    time: () => known.time,
    duration: () => known.duration,
    rate: () => known.rate,
    setRate: (rate) => void player.setPlaybackRate(rate).catch(() => {}),
    volume: () => ({ volume: known.volume, muted: known.muted }),
    setVolume({ volume, muted }) {
      if (volume !== undefined) player.setVolume((known.volume = volume)).catch(() => {});
      if (muted !== undefined) player.setMuted((known.muted = muted)).catch(() => {});
    },
    captions: (language) => void chooseCaptions(player, language).catch(() => {}),
    destroy() {
      clear();
      player.destroy().catch(() => {});
      host.replaceChildren();
    },
  };
}

/** An unlisted video is found by its hash only. @param {Source} source */
function addressOf({ key = "", hash }) {
  const video = `https://vimeo.com/${encodeURIComponent(key)}`;
  return hash ? `${video}/${encodeURIComponent(hash)}` : video;
}

/** @param {Error} error @param {(event: string) => void} emit */
function refused(error, emit) {
  if (error.name === "NotAllowedError") emit("blocked");
}

/** @param {any} player @param {string | null} language */
async function chooseCaptions(player, language) {
  if (language === null) return player.disableTextTrack();
  const tracks = await player.getTextTracks();
  const track = tracks.find((/** @type {any} */ one) => one.language === language) ?? tracks[0];
  return track && player.enableTextTrack(track.language, track.kind);
}
