/**
 * One quiet line under a video: whether progress is saved, and what to do next.
 */
import { CheckIcon } from "./icons.jsx";
import { BUTTON, SUBMIT } from "./looks.js";
import { fill } from "./time.js";

/** @type {Record<string, string>} */
const DELIVERY = { clear: "saved", waiting: "waiting", "signed-out": "signedOut" };

/**
 * @param {{texts: Record<string, string>, delivery: string, completed: boolean, isManual: boolean, hasEnded: boolean,
 *   shortfall: {fraction: number, required: number} | null, onPlayRest: () => void,
 *   onManual?: () => void, onNext?: () => void}} props
 */
export function StatusBar({
  texts, delivery, completed, isManual, shortfall, hasEnded, onPlayRest, onManual, onNext,
}) {
  const asksForMark = isManual && !completed && onManual;
  return (
    <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 py-1 text-xs text-text-secondary">
      <p role="status" className="flex items-center gap-1">
        {asksForMark ? texts.untracked : shortfall ? shortfallText(texts, shortfall) : texts[DELIVERY[delivery]]}
      </p>
      <div className="ms-auto flex flex-wrap items-center gap-2">
        {completed && (
          <span className="inline-flex items-center gap-1">
            <CheckIcon />
            {texts.watched}
          </span>
        )}
        {asksForMark && (
          <button type="button" className={BUTTON} onClick={() => onManual()}>
            {texts.markWatched}
          </button>
        )}
        {shortfall && (
          <button type="button" className={BUTTON} onClick={onPlayRest}>
            {texts.playRest}
          </button>
        )}
        {hasEnded && onNext && (
          <button type="button" className={SUBMIT} onClick={() => onNext()}>
            {texts.next}
          </button>
        )}
      </div>
    </div>
  );
}

/**
 * Rounded apart, so that it never reads as if enough had been watched.
 * @param {Record<string, string>} texts @param {{fraction: number, required: number}} shortfall
 */
function shortfallText(texts, { fraction, required }) {
  return fill(texts.shortfall, { percent: percentOf(fraction, Math.floor), required: percentOf(required, Math.ceil) });
}

/** @param {number} fraction @param {(value: number) => number} round */
function percentOf(fraction, round) {
  return round(Math.round(fraction * 10_000) / 100);
}
