/**
 * A lesson saved as it is typed: a moment after the last key, one request at a time, upon the version that was written
 * upon. What the server has not taken is kept in the browser and sent when it can be.
 */

/** @typedef {"saved" | "changed" | "saving" | "offline" | "signed-out" | "refused" | "conflict"} State */
/** @typedef {{status: number, body: any, retryAfter?: number}} Answer */

const PAUSE_MS = 700;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 30_000;

/** @param {number} memberId @param {number} lessonId */
export function keyOf(memberId, lessonId) {
  return `academy:lesson:${memberId}:${lessonId}`;
}

/**
 * Whether the lesson says already what would be sent. A page that was left hears no answer: what it kept may have
 * arrived all the same, and is no conflict then.
 * @param {Record<string, any>} changes @param {Record<string, any>} lesson
 */
export function isSaid(changes, lesson) {
  return Object.entries(changes).every(([name, value]) => {
    if (name === "videos") return Boolean(lesson.videos) && JSON.stringify(chosenOf(value)) === JSON.stringify(chosenOf(lesson.videos));
    if (name === "minutes") return value < 0 ? lesson.areMinutesFinal === false : lesson.areMinutesFinal === true && lesson.minutes === value;
    return typeof value === "string" && value.trim() === lesson[name]?.trim();
  });
}

/**
 * @param {object} what
 * @param {string} what.key Where changes are kept in `storage`.
 * @param {number} what.version The lesson's, as it was loaded.
 * @param {Storage} what.storage
 * @param {(body: object, isLeaving: boolean) => Promise<Answer>} what.send
 * @param {(state: State, more: {answer?: any, theirs?: any}) => void} what.tell
 * @param {{after: (ms: number, run: () => void) => any, stop: (timer: any) => void}} [what.clock]
 */
export function createSaver({ key, version, storage, send, tell, clock = CLOCK }) {
  let base = version;
  /** @type {Record<string, any>} */
  let pending = {};
  /** @type {Record<string, any> | null} */
  let sending = null;
  /** @type {any} */
  let timer = null;
  let tries = 0;
  let isStopped = false;

  const isClean = () => !sending && !Object.keys(pending).length;
  const keep = () => {
    try {
      if (isClean()) storage.removeItem(key);
      else storage.setItem(key, JSON.stringify({ base, changes: { ...sending, ...pending } }));
    } catch {
      // A full storage: what is typed is still on the page.
    }
  };
  const later = (/** @type {number} */ ms) => {
    clock.stop(timer);
    timer = clock.after(ms, () => void flush());
  };

  const flush = async (isLeaving = false) => {
    clock.stop(timer);
    if (sending || isStopped || !Object.keys(pending).length) return;
    sending = pending;
    pending = {};
    tell("saving", {});
    const answer = await send({ baseVersion: base, ...sending }, isLeaving);
    const sent = sending;
    sending = null;
    if (answer.status === 200) {
      base = answer.body.version;
      tries = 0;
      keep();
      tell(isClean() ? "saved" : "changed", { answer: answer.body });
      if (!isClean()) later(PAUSE_MS);
      return;
    }
    pending = { ...sent, ...pending };
    keep();
    const theirs = answer.body?.params ?? {};
    if (answer.status === 409 && theirs.version && isSaid(sent, theirs)) {
      base = theirs.version;
      pending = without(pending, sent);
      keep();
      tell(isClean() ? "saved" : "changed", {});
      if (!isClean()) later(PAUSE_MS);
    } else if (answer.status === 409) {
      isStopped = true;
      tell("conflict", { theirs });
    } else if (answer.status === 401) tell("signed-out", {});
    else if (answer.status === 0 || answer.status === 429 || answer.status >= 500) {
      tries += 1;
      const pause = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1));
      later(Math.max(pause, (answer.retryAfter ?? 0) * 1000));
      tell("offline", {});
    } else tell("refused", { answer: answer.body });
  };

  return {
    get version() {
      return base;
    },
    isClean,
    /** What a page before this one could not send: `{base, changes}`, or null. */
    kept() {
      try {
        return JSON.parse(storage.getItem(key) ?? "null");
      } catch {
        return null;
      }
    },
    /** @param {Record<string, any>} changes @param {number} [pause] */
    change(changes, pause = PAUSE_MS) {
      pending = { ...pending, ...changes };
      keep();
      tell("changed", {});
      if (!isStopped) later(pause);
    },
    /** Another has saved, and nothing is pending here. @param {number} newer */
    follow(newer) {
      base = newer;
    },
    /** Nothing is sent until it is settled: what was kept was written upon another version. @param {Record<string, any>} changes */
    hold(changes) {
      isStopped = true;
      pending = { ...changes, ...pending };
    },
    /** After a conflict: write over what the other wrote, which stays a version; or let go of one's own. @param {number} newer @param {boolean} isMine */
    settle(newer, isMine) {
      base = newer;
      isStopped = false;
      if (!isMine) pending = {};
      keep();
      tell(isClean() ? "saved" : "changed", {});
      return flush();
    },
    flush,
    retry() {
      tries = 0;
      return flush();
    },
    stop() {
      clock.stop(timer);
    },
  };
}

/** What of `pending` is not in `sent`. @param {Record<string, any>} pending @param {Record<string, any>} sent */
function without(pending, sent) {
  return Object.fromEntries(Object.entries(pending).filter(([name, value]) => value !== sent[name]));
}

/** What a teacher chooses of each. @param {any[] | undefined} videos */
function chosenOf(videos) {
  return (videos ?? []).map(({ address, title, poster }) => [address, title ?? "", poster ?? ""]);
}

const CLOCK = {
  after: (/** @type {number} */ ms, /** @type {() => void} */ run) => setTimeout(run, ms),
  stop: (/** @type {any} */ timer) => clearTimeout(timer),
};
