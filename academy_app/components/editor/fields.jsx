/**
 * What a thread has besides its words: title, category, tags, a poll, a time in the video.
 */
import { useEffect, useId, useRef, useState } from "react";
import { clockText, fill } from "../player/time.js";
import { call } from "./calls.js";
import { Icon } from "./icons.jsx";
import { BUTTON, ERROR, ICON, INPUT } from "./looks.js";

/** @typedef {Record<string, string>} Texts */
/** @typedef {Record<string, any>} Fields */
/** @typedef {(change: Fields) => void} Change */

const TITLE = 255;
const OPTION = 200;
const FEWEST = 2;
const MOST = 10;

/** @param {{texts: Texts, label?: string, fields: Fields, error: string, isLocked: boolean, onChange: Change}} props */
export function Title({ texts, label = texts.title, fields, error, isLocked, onChange }) {
  return (
    <Field label={label} error={error}>
      {(given) => (
        <input
          {...given}
          name="title"
          value={fields.title}
          maxLength={TITLE}
          readOnly={isLocked}
          dir="auto"
          autoComplete="off"
          onChange={(event) => onChange({ title: event.target.value })}
          className={INPUT}
        />
      )}
    </Field>
  );
}

/**
 * @param {{texts: Texts, api: string, fields: Fields, errors: Record<string, string>, isLocked: boolean, onChange: Change}} props
 */
export function Place({ texts, api, fields, errors, isLocked, onChange }) {
  const categories = useCategories(api);
  return (
    <div className="grid gap-2 sm:grid-cols-2">
      <Field label={texts.category} error={errors.categoryId}>
        {(given) => (
          <select
            {...given}
            name="categoryId"
            value={fields.categoryId ?? ""}
            disabled={isLocked}
            onChange={(event) => onChange({ categoryId: Number(event.target.value) || null })}
            className={INPUT}
          >
            <option value="">{texts.choose}</option>
            {categories.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
          </select>
        )}
      </Field>
      <Field label={texts.tags} error={errors.tags}>
        {(given) => (
          <input
            {...given}
            name="tags"
            value={fields.tags}
            readOnly={isLocked}
            autoComplete="off"
            placeholder={texts.tagsHint}
            onChange={(event) => onChange({ tags: event.target.value })}
            className={INPUT}
          />
        )}
      </Field>
    </div>
  );
}

/** Where the member may start a thread. @param {string} api */
function useCategories(api) {
  const [categories, setCategories] = useState(/** @type {{id: number, name: string, can_post: boolean}[]} */ ([]));
  useEffect(() => {
    let isGone = false;
    call("GET", `${api}/community/categories`).then(({ status, body }) => {
      if (!isGone && status === 200) setCategories(body.filter((/** @type {{can_post: boolean}} */ { can_post: canPost }) => canPost));
    });
    return () => void (isGone = true);
  }, [api]);
  return categories;
}

/** @param {string} typed */
export function tagsOf(typed) {
  return [...new Set(typed.split(/[,;#]+/).map((tag) => tag.trim()).filter(Boolean))];
}

/** @param {{texts: Texts, poll: {options: string[], isMultiple: boolean} | null, error: string, isLocked: boolean, onChange: Change}} props */
export function Poll({ texts, poll, error, isLocked, onChange }) {
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  /** Which answer has the focus next, where pressing a button makes the button go. @type {{current: number | null}} */
  const wanted = useRef(null);
  useEffect(() => {
    if (wanted.current === null) return;
    const stops = frame.current?.querySelectorAll("input:not([type=checkbox])");
    const next = stops?.length ? stops[Math.min(wanted.current, stops.length - 1)] : frame.current;
    if (next instanceof HTMLElement) next.focus();
    wanted.current = null;
  }, [poll]);
  const put = (/** @type {object | null} */ change, /** @type {number | null} */ focus = null) => {
    wanted.current = focus;
    onChange({ poll: change && { ...poll, ...change } });
  };
  if (!poll) {
    return (
      <button
        ref={(button) => void (frame.current = button)}
        type="button"
        disabled={isLocked}
        className={`${BUTTON} w-fit`}
        onClick={() => put({ options: ["", ""], isMultiple: false }, 0)}
      >
        {texts.addPoll}
      </button>
    );
  }
  const { options, isMultiple } = poll;
  const write = (/** @type {number} */ at, /** @type {string} */ words) => put({ options: options.map((option, index) => (index === at ? words : option)) });
  return (
    <fieldset ref={(field) => void (frame.current = field)} disabled={isLocked} className="flex flex-col gap-2 rounded-xl border border-border-light p-3">
      <legend className="px-1 text-sm font-medium">{texts.poll}</legend>
      {options.map((option, index) => (
        <div key={index} className="flex items-center gap-1">
          <input
            value={option}
            maxLength={OPTION}
            dir="auto"
            autoComplete="off"
            aria-label={fill(texts.option, { number: index + 1 })}
            placeholder={fill(texts.option, { number: index + 1 })}
            onChange={(event) => write(index, event.target.value)}
            className={INPUT}
          />
          {options.length > FEWEST && (
            <button
              type="button"
              aria-label={fill(texts.removeOption, { number: index + 1 })}
              onClick={() => put({ options: options.filter((_, at) => at !== index) }, index)}
              className={ICON}
            >
              <Icon name="close" />
            </button>
          )}
        </div>
      ))}
      <p role="alert" className={ERROR}>{error}</p>
      <label className="flex min-h-6 items-center gap-2 text-sm">
        <input type="checkbox" checked={isMultiple} onChange={(event) => put({ isMultiple: event.target.checked })} />
        {texts.severalAnswers}
      </label>
      <div className="flex flex-wrap gap-2">
        {options.length < MOST && (
          <button type="button" className={BUTTON} onClick={() => put({ options: [...options, ""] }, options.length)}>{texts.addOption}</button>
        )}
        <button type="button" className={BUTTON} onClick={() => put(null, 0)}>{texts.removePoll}</button>
      </div>
    </fieldset>
  );
}

/** The time in the video that a question is about. @param {{texts: Texts, fields: Fields, isLocked: boolean, onChange: Change}} props */
export function Moment({ texts, fields, isLocked, onChange }) {
  if (fields.seconds === null) return null;
  return (
    <label className="flex min-h-6 items-center gap-2 text-sm tabular-nums">
      <input
        type="checkbox"
        checked={fields.hasMoment}
        disabled={isLocked}
        onChange={(event) => onChange({ hasMoment: event.target.checked })}
      />
      {fill(texts.moment, { time: clockText(fields.seconds) })}
    </label>
  );
}

/** @param {{label: string, error: string, children: (given: object) => any}} props */
function Field({ label, error, children }) {
  const id = useId();
  const given = { id, "aria-invalid": Boolean(error) || undefined, "aria-describedby": error ? `${id}-error` : undefined };
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-sm font-medium">{label}</label>
      {children(given)}
      <p id={`${id}-error`} className={`mt-1 ${ERROR}`}>{error}</p>
    </div>
  );
}
