/**
 * What was really played, as spans of media time. Knows no DOM: clock, timers and media come from outside.
 *
 * Not every provider tells of a seek, so a seek is also inferred: media time that ran ahead of wall time x rate has
 * jumped. Providers' clocks are coarse (up to a second), hence an allowance, and it is one allowance for the whole
 * span: many small jumps use it up just as a single large one does.
 */
import { append, milliseconds } from "./spans.js";

/** @typedef {import("./spans.js").Span} Span */
/**
 * @typedef {object} Report What the outbox sends on.
 * @property {Span[]} spans @property {number} position @property {number | null} duration @property {number} rate
 */
/**
 * @typedef {object} Media
 * @property {() => number} time @property {() => number} rate @property {() => number | null} duration
 */

const SAMPLE_MS = 250;
const REPORT_MS = 15_000;
/** Seconds by which media time may run ahead (a coarse clock ticking) or lag (before it ticks). */
const AHEAD = 1.2;
const BEHIND = 1.0;
/** Seconds back that are a clock's jitter, not a seek. */
const JITTER = 0.3;
/** A pause between samples after which the timers were slowed, or the machine slept. */
const LONG_GAP = 2;
/** Clocks of players run a little fast or slow. */
const SKEW = 1.02;
/** A position that moved less than this is not news. */
const MOVED = 1;

/**
 * @param {object} world
 * @param {Media} world.media
 * @param {(report: Report, how: {leaving: boolean}) => void} world.report
 * @param {() => number} [world.clock] Monotonic milliseconds: a corrected wall clock must not count as watching.
 * @param {{setInterval: Function, clearInterval: Function}} [world.timers]
 */
export function createTracker({ media, report, clock = () => performance.now(), timers = globalThis }) {
  /** @type {{from: number, to: number, lead: number, at: number, rate: number} | null} */
  let open = null;
  /** @type {Span[]} */
  let played = [];
  /** @type {number | null} */
  let reportedPosition = null;
  let playing = false;
  let started = false;
  let lastReport = 0;
  /** @type {any} */
  let ticking = null;

  function onPlaying() {
    if (playing) return;
    playing = true;
    begin();
    ticking ??= timers.setInterval(tick, SAMPLE_MS);
    if (!started) firstReport();
  }

  /** The first report, still without spans, starts the server's clock. */
  function firstReport() {
    started = true;
    send({ leaving: false });
  }

  function tick() {
    sample();
    if (clock() - lastReport >= REPORT_MS) flush();
  }

  function sample() {
    if (!playing) return;
    if (!open) return begin();
    const now = clock();
    const time = media.time();
    const verdict = judge(open, time, (now - open.at) / 1000);
    if (verdict === "jumped") {
      close();
      begin();
    } else {
      open.at = now;
      open.to = Math.max(open.to, time);
    }
  }

  function onBuffering() {
    stop();
  }

  function onPaused() {
    stop();
    flush();
  }

  function onEnded() {
    stop();
    flush();
  }

  /** The media's clock already shows the target, so the span ends at its last sample. */
  function onSeeking() {
    close();
  }

  function onRateChanged() {
    sample();
    close();
    if (playing) begin();
  }

  /** The page may never come back: what was played goes out at once. */
  function onLeaving() {
    sample();
    flush({ leaving: true });
  }

  function stop() {
    sample();
    close();
    playing = false;
    if (ticking !== null) timers.clearInterval(ticking);
    ticking = null;
  }

  function begin() {
    const time = media.time();
    open = { from: time, to: time, lead: 0, at: clock(), rate: media.rate() };
  }

  function close() {
    if (open && open.to > open.from) played = append(played, [milliseconds(open.from), milliseconds(open.to)]);
    open = null;
  }

  /** Sends what is new; while playing the span goes on where it was cut. */
  function flush({ leaving = false } = {}) {
    if (!started) return;
    if (open) {
      const { to, lead, at, rate } = open;
      close();
      open = { from: to, to, lead, at, rate };
    }
    const moved = Math.abs(media.time() - (reportedPosition ?? media.time())) >= MOVED;
    if (played.length || moved) send({ leaving });
  }

  /** @param {{leaving: boolean}} how */
  function send(how) {
    const position = milliseconds(media.time());
    const spans = played;
    played = [];
    reportedPosition = position;
    lastReport = clock();
    report({ spans, position, duration: media.duration(), rate: media.rate() }, how);
  }

  function destroy() {
    stop();
    flush();
  }

  return {
    playing: onPlaying,
    buffering: onBuffering,
    paused: onPaused,
    ended: onEnded,
    seeking: onSeeking,
    rateChanged: onRateChanged,
    leaving: onLeaving,
    sample,
    flush,
    destroy,
  };
}

/**
 * Whether media time went on from the last sample or jumped.
 * @param {{to: number, lead: number, rate: number}} span Its `lead` is updated when the time went on.
 * @param {number} time Media seconds now. @param {number} wall Seconds since the last sample.
 * @returns {"went on" | "jumped"}
 */
function judge(span, time, wall) {
  const moved = time - span.to;
  const due = Math.max(0, wall) * span.rate;
  const lead = Math.max(span.lead + moved - due * SKEW, -BEHIND);
  if (moved < -JITTER || lead > AHEAD) return "jumped";
  if (wall > LONG_GAP && !explains(moved, due)) return "jumped";
  span.lead = lead;
  return "went on";
}

/**
 * A long time without samples is either slowed timers (the media went on all the while) or a machine asleep (the
 * media stood still). Anything between may hide a seek, and is not counted.
 * @param {number} moved @param {number} due
 */
function explains(moved, due) {
  return moved <= AHEAD || moved >= due * 0.9 - AHEAD;
}
