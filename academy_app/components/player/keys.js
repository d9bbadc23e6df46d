/** @typedef {import("./adapters.js").Adapter} Adapter */
/** @typedef {import("./shortcuts.js").Action} Action */

const SLOWEST = 0.25;
const FASTEST = 2;

/**
 * What a key does to a player in play.
 * @param {{adapter: Adapter, toggle: () => void, seek: (seconds: number) => void, toggleCaptions: () => void}} engine
 * @param {{start?: number | null, end?: number | null}} clip
 * @param {HTMLElement} frame What goes full screen.
 * @param {Action} action
 * @returns {boolean} Whether the key was taken.
 */
export function pressKey({ adapter, toggle, seek, toggleCaptions }, clip, frame, { name, by = 0, part = 0 }) {
  switch (name) {
    case "toggle":
      toggle();
      return true;
    case "skip":
      seek(adapter.time() + by);
      return true;
    case "jump":
      return jump(adapter, seek, clip, part);
    case "volume":
      changeVolume(adapter, by);
      return true;
    case "mute":
      adapter.setVolume({ muted: !adapter.volume().muted });
      return true;
    case "rate":
      adapter.setRate(Math.min(FASTEST, Math.max(SLOWEST, adapter.rate() + by)));
      return true;
    case "captions":
      toggleCaptions();
      return true;
    case "fullscreen":
      toggleFullscreen(frame);
      return true;
    default:
      return false;
  }
}

/** @param {Adapter} adapter @param {(seconds: number) => void} seek @param {any} clip @param {number} part */
function jump(adapter, seek, { start, end }, part) {
  const last = end ?? adapter.duration();
  if (!last) return false;
  const first = start ?? 0;
  seek(first + (last - first) * part);
  return true;
}

/** @param {Adapter} adapter @param {number} by */
function changeVolume(adapter, by) {
  const volume = Math.min(1, Math.max(0, adapter.volume().volume + by));
  adapter.setVolume({ volume: Math.round(volume * 100) / 100, muted: volume === 0 });
}

/** @param {HTMLElement} frame */
function toggleFullscreen(frame) {
  if (document.fullscreenElement) document.exitFullscreen();
  else frame.requestFullscreen?.().catch(() => {});
}
