/**
 * The line beneath a video with a mark where somebody asked something: resting on it tells what, pressing it goes
 * there. Times run from left to right, as in every player.
 */
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { RING, TIME } from "./looks.js";
import { marksOf, placeOf, SIZE } from "./moments.js";
import { fill } from "./time.js";

/** @typedef {import("./moments.js").Moment} Moment */
/** @typedef {{texts: Record<string, string>, moments: Moment[], videoId: number, duration: number | null, end: number | null}} Props */

const CARD = 288;
/** The pointer may cut a corner on its way from the mark to its card. */
const CLOSE_AFTER_MS = 200;

/** @param {Props} props */
export default function Moments({ texts, moments, videoId, duration, end }) {
  const line = useRef(/** @type {HTMLOListElement | null} */ (null));
  const width = useWidth(line);
  const length = useLength(videoId, duration ?? end);
  const [open, setOpen] = useState(0);
  const marks = marksOf(moments.filter((moment) => moment.video_id === videoId), length ?? 0, width);
  return (
    <ol
      ref={line}
      dir="ltr"
      aria-label={texts.moments}
      className="relative mx-4 h-6 before:absolute before:inset-x-0 before:top-1/2 before:h-px before:bg-border-medium"
    >
      {marks.map(({ at, moments: found }) => (
        <Mark key={found[0].id} {...{ texts, at, width, videoId }} moments={found} isOpen={open === found[0].id} onOpen={setOpen} />
      ))}
    </ol>
  );
}

/**
 * @param {{texts: Record<string, string>, at: number, width: number, videoId: number, moments: Moment[], isOpen: boolean,
 *   onOpen: (id: number) => void}} props
 */
function Mark({ texts, at, width, videoId, moments, isOpen, onOpen }) {
  const [first] = moments;
  const closing = useRef(/** @type {any} */ (null));
  useEffect(() => () => clearTimeout(closing.current), []);
  const show = () => {
    clearTimeout(closing.current);
    onOpen(first.id);
  };
  const hide = () => {
    clearTimeout(closing.current);
    onOpen(0);
  };
  const hideSoon = () => {
    closing.current = setTimeout(hide, CLOSE_AFTER_MS);
  };
  const onBlur = (/** @type {React.FocusEvent} */ { currentTarget, relatedTarget }) => {
    if (!currentTarget.contains(relatedTarget)) hide();
  };
  const onKeyDown = (/** @type {React.KeyboardEvent} */ event) => {
    if (event.key === "Escape" && isOpen) hide();
  };
  const label = moments.length > 1
    ? fill(texts.momentsFrom, { number: moments.length, time: first.time })
    : fill(texts.moment, { time: first.time, title: first.title });
  const card = Math.min(CARD, width);
  return (
    <li onMouseEnter={show} onMouseLeave={hideSoon} onFocus={show} onBlur={onBlur} onKeyDown={onKeyDown}>
      <button
        type="button"
        aria-label={label}
        aria-expanded={isOpen}
        onClick={() => seek(videoId, first.seconds)}
        style={{ left: at - SIZE / 2, width: SIZE, height: SIZE }}
        className={`absolute top-0 flex cursor-pointer items-center justify-center rounded-full ${RING}`}
      >
        <span className="flex h-3.5 min-w-3.5 items-center justify-center rounded-full bg-accent px-1 text-[0.625rem] font-semibold leading-none text-text-inverted ring-2 ring-presentation">
          {moments.length > 1 && moments.length}
        </span>
      </button>
      {isOpen && (
        <div style={{ left: placeOf(at, card, width), width: card }} className="absolute top-full z-30 pt-1">
          <ul className="max-h-60 overflow-y-auto rounded-xl border border-border-medium bg-surface-dialog p-2 text-sm text-text-primary shadow-lg">
            {moments.map((moment) => <Asked key={moment.id} {...{ texts, moment, videoId }} />)}
          </ul>
        </div>
      )}
    </li>
  );
}

/** @param {{texts: Record<string, string>, moment: Moment, videoId: number}} props */
function Asked({ texts, moment, videoId }) {
  const { href, title, time, seconds, wonderers } = moment;
  return (
    <li className="flex items-start gap-2 p-1">
      <button type="button" aria-label={fill(texts.jump, { time })} className={TIME} onClick={() => seek(videoId, seconds)}>{time}</button>
      <span className="min-w-0 flex-1">
        <Link to={href} className={`line-clamp-3 rounded font-medium wrap-anywhere hover:underline ${RING}`}>{title}</Link>
        {wonderers > 0 && <span className="text-xs text-text-secondary">{fill(texts.momentWonderers, { number: wonderers })}</span>}
      </span>
    </li>
  );
}

/** @param {number} videoId @param {number} seconds */
function seek(videoId, seconds) {
  window.dispatchEvent(new CustomEvent("academy:seek", { detail: { videoId, seconds, play: true } }));
}

/** @param {{current: HTMLElement | null}} element */
function useWidth(element) {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const watcher = new ResizeObserver(([{ contentRect }]) => setWidth(contentRect.width));
    if (element.current) watcher.observe(element.current);
    return () => watcher.disconnect();
  }, [element]);
  return width;
}

/** How long the video is, as its player says once it is there. @param {number} videoId @param {number | null} known */
function useLength(videoId, known) {
  const [length, setLength] = useState(/** @type {number | null} */ (null));
  useEffect(() => {
    const onTime = (/** @type {any} */ { detail }) => {
      if (detail.videoId === videoId && detail.duration) setLength(detail.duration);
    };
    window.addEventListener("academy:time", onTime);
    return () => window.removeEventListener("academy:time", onTime);
  }, [videoId]);
  return length ?? known;
}
