/**
 * Starts a video in the page and writes down what the engine tells of it.
 */
import { startVideo } from "/player/engine.js";

const heard = { states: [], problems: [], times: [], answers: [], outbox: [], dropped: [] };
globalThis.heard = heard;
for (const [name, list] of [["time", "times"], ["progress", "answers"], ["outbox", "outbox"], ["dropped", "dropped"]]) {
  window.addEventListener(`academy:${name}`, ({ detail }) => heard[list].push(detail));
}

/** @param {object} video @param {object} [wish] */
export async function stage(video, wish) {
  const tell = (state, detail) => {
    heard.states.push(state);
    if (detail) heard.problems.push(detail);
  };
  const defaults = { memberId: 7, videoId: 2, lessonId: 1, title: "Clip", api: "/api/lms", position: 0, completed: false };
  const host = document.querySelector("#host");
  globalThis.engine = await startVideo(host, { ...defaults, ...video }, tell, wish).catch(() => null);
}
