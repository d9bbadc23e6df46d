/**
 * Players that tell nothing about what is watched: a plain frame.
 */
import { createEmitter } from "./emitter.js";

/** @typedef {import("./adapters.js").Source} Source */
/** @typedef {import("./adapters.js").Adapter} Adapter */

/** @type {Record<string, (key: string) => string>} */
const ADDRESSES = {
  loom: (key) => `https://www.loom.com/embed/${encodeURIComponent(key)}`,
  wistia: (key) => `https://fast.wistia.net/embed/iframe/${encodeURIComponent(key)}`,
};

/** @param {HTMLElement} host @param {Source} source @returns {Promise<Adapter>} */
export async function openEmbed(host, { provider, key = "", title = "" }) {
  const { on, emit, clear } = createEmitter();
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.className = "h-full w-full";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.allow = "autoplay; fullscreen; picture-in-picture";
  frame.allowFullscreen = true;
  frame.addEventListener("load", () => emit("ready"));
  frame.src = ADDRESSES[provider](key);
  host.replaceChildren(frame);

  const nothing = () => {};
  return {
    on,
    play: nothing,
    pause: nothing,
    seek: nothing,
    time: () => 0,
    duration: () => null,
    rate: () => 1,
    setRate: nothing,
    volume: () => ({ volume: 1, muted: false }),
    setVolume: nothing,
    captions: nothing,
    destroy() {
      clear();
      frame.remove();
    },
  };
}
