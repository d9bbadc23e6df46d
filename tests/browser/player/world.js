/**
 * A world for the tracker in which time is what the test says: wall clock, timers and a video that plays.
 */
import { createTracker } from "/player/tracker.js";

export function createWorld({ rate = 1, duration = 3600, coarse = 0 } = {}) {
  let wall = 1_000_000;
  let exact = 0;
  let timer = null;
  const reports = [];
  const media = {
    rate,
    time: () => (coarse ? Math.floor(exact / coarse) * coarse : exact),
    duration: () => duration,
  };
  const tracker = createTracker({
    media: { ...media, rate: () => media.rate },
    clock: () => wall,
    timers: {
      setInterval: (run) => (timer = run),
      clearInterval: () => (timer = null),
    },
    report: (report, how) => reports.push({ ...report, ...how }),
  });

  /** Wall seconds pass; the video plays at `speed`, and timers fire each `step` seconds. */
  function pass(seconds, { step = 0.25, speed = media.rate } = {}) {
    for (let left = seconds; left > 1e-9; left -= step) {
      const now = Math.min(step, left);
      wall += now * 1000;
      exact += now * speed;
      timer?.();
    }
  }

  return {
    tracker,
    reports,
    pass,
    /** What a seek without an event looks like. */
    jump: (seconds) => (exact = seconds),
    /** The clock alone moves. */
    shift: (seconds) => (wall += seconds * 1000),
    setRate: (value) => (media.rate = value),
    spans: () => reports.flatMap((report) => report.spans),
  };
}
