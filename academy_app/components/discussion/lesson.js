/**
 * What is said under a lesson, kept up to date beside it; questions know the second of the video that is on.
 */
import { useContext, useEffect } from "react";
import { StateStoreContext } from "$/utils/context-registry";
import { plain, register, suffixed } from "../live/reducers.js";
import { turned } from "./rows.js";
import { talkChanged } from "./talk.js";

register("lesson:thread", talkChanged);

/** Listens for presses while the page is open. */
export function TalkKeeper({ state }) {
  const store = useContext(StateStoreContext);
  useEffect(() => {
    const vars = () => plain(store.getSnapshot(state));
    const set = (changed) => store.dispatchers[state](suffixed(changed));
    const stops = [keepWondering(vars, set), keepTime(), keepSeeking(vars), keepPlace()];
    return () => stops.forEach((stop) => stop());
  }, [store, state]);
  return null;
}

function listen(target, type, hear, options) {
  target.addEventListener(type, hear, options);
  return () => target.removeEventListener(type, hear, options);
}

function keepWondering(vars, set) {
  return listen(window, "academy:acted", ({ detail: { act, id, answer } }) => {
    if (act === "wonder") set({ wondering: turned(vars().wondering, id, answer.isWondering) });
  });
}

/** Who asks while a video is on asks about that second of it; the editor lets them drop it. */
function keepTime() {
  let now = null;
  const stopTimes = listen(window, "academy:time", ({ detail }) => (now = detail));
  const stopPresses = listen(document, "click", ({ target }) => {
    const button = target.closest?.("#app [data-compose=question]");
    if (!button) return;
    if (now && String(now.videoId) === button.dataset.video) button.dataset.seconds = Math.floor(now.seconds);
    else delete button.dataset.seconds;
  }, true);
  return () => [stopTimes, stopPresses].forEach((stop) => stop());
}

/** A time of the video that is on the page leads there without leaving it. */
function keepSeeking(vars) {
  return listen(document, "click", (event) => {
    const link = event.target.closest?.("#app a[data-seek]");
    if (!link || !isPlain(event)) return;
    const { lesson, chosen } = vars();
    const videoId = Number(link.dataset.video);
    if (lesson.videos[chosen]?.id !== videoId) return;
    event.preventDefault();
    const detail = { videoId, seconds: Number(link.dataset.seek), play: true };
    window.dispatchEvent(new CustomEvent("academy:seek", { detail }));
    document.querySelector("#app [data-player]")?.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }, true);
}

/** The way down to the talk stays at the video that is on: the router would go without the address's `?`. */
function keepPlace() {
  return listen(document, "click", (event) => {
    if (!event.target.closest?.("#app a[data-talk]") || !isPlain(event)) return;
    event.preventDefault();
    // A drawer that closes gives focus back to what opened it.
    requestAnimationFrame(() => {
      const talk = document.querySelector("#app #talk");
      talk?.scrollIntoView();
      talk?.focus({ preventScroll: true });
    });
  }, true);
}

function isPlain({ button, metaKey, ctrlKey, shiftKey, altKey }) {
  return button === 0 && !(metaKey || ctrlKey || shiftKey || altKey);
}
