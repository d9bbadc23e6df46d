/**
 * The field for Markdown: a plain textarea, which phones, screen readers and spell checkers know, with a toolbar,
 * keys, names to complete and images to drop.
 */
import { useEffect, useId, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import { fill } from "../player/time.js";
import { applyEdit, replaceInArea, selectionOf } from "./area.js";
import { TYPES, altOf, imagesIn, refusal, upload } from "./images.js";
import { ERROR, INPUT } from "./looks.js";
import { Names, useNames } from "./names.jsx";
import * as text from "./text.js";
import { Tokens } from "./tokens.jsx";
import { Toolbar } from "./toolbar.jsx";

/** @typedef {Record<string, string>} Texts */
/** @typedef {{name: string, number: number, fraction: number, problem: string}} Sending */

const LIMIT = 32_000;
const NEAR = 2_000;

/**
 * @param {object} props
 * @param {Texts} props.texts @param {string} props.api @param {number | null} props.threadId
 * @param {string} props.label @param {string} props.value @param {string} props.error @param {boolean} props.isLocked
 * @param {(value: string) => void} props.onWrite @param {(isBusy: boolean) => void} props.onBusy Images are on their way.
 * @param {{current: {focus: () => void, add: (block: string) => void} | null}} props.handle
 * @param {number} [props.limit] Letters that it may have.
 */
export function Writing({ texts, api, threadId, label, value, error, isLocked, onWrite, onBusy, handle, limit = LIMIT }) {
  const area = useRef(/** @type {HTMLTextAreaElement | null} */ (null));
  const picker = useRef(/** @type {HTMLInputElement | null} */ (null));
  const field = useId();
  const names = useNames(api, threadId, area);
  const images = useImages(texts, api, area, onBusy);
  useGrowing(area, value);

  useImperativeHandle(handle, () => ({
    focus: () => {
      area.current?.focus();
      area.current?.setSelectionRange(area.current.value.length, area.current.value.length);
    },
    add: (block) => {
      if (!area.current) return;
      const now = area.current.value;
      const next = text.appended(now, block);
      const from = now.trimEnd().length;
      applyEdit(area.current, { from, to: now.length, text: next.slice(from), start: next.length, end: next.length });
    },
  }));

  const edit = (/** @type {(at: text.Selection) => text.Edit | null} */ how) => {
    const made = area.current && how(selectionOf(area.current));
    if (area.current && made) applyEdit(area.current, made);
    return Boolean(made);
  };
  const onTool = (/** @type {import("./toolbar.jsx").Tool} */ tool) => {
    if (tool === "image") picker.current?.click();
    else if (tool === "mention") startMention(area.current);
    else edit(EDITS[tool]);
  };
  const onKeyDown = (/** @type {React.KeyboardEvent<HTMLTextAreaElement>} */ event) => {
    if (event.nativeEvent.isComposing || names.onKeyDown(event)) return;
    const how = editOf(event);
    if (how && edit(how)) event.preventDefault();
  };
  const onPaste = (/** @type {React.ClipboardEvent} */ event) => {
    const files = imagesIn(event.clipboardData);
    const pasted = event.clipboardData.getData("text/plain");
    // Word processors put a picture of the words beside the words.
    if ((files.length && !pasted && images.add(files)) || edit((at) => text.pastedLink(at, pasted))) event.preventDefault();
  };
  const onDrop = (/** @type {React.DragEvent} */ event) => {
    const files = imagesIn(event.dataTransfer);
    if (!files.length) return;
    event.preventDefault();
    images.add(files);
  };
  const choose = (/** @type {number} */ start, /** @type {number} */ end) => {
    area.current?.focus();
    area.current?.setSelectionRange(start, end);
  };
  const left = limit - value.length;
  return (
    <div className="relative flex min-h-0 flex-col gap-1">
      <Toolbar texts={texts} controls={field} isDisabled={isLocked} onTool={onTool} />
      <input
        ref={picker}
        type="file"
        accept={TYPES.join()}
        multiple
        hidden
        onChange={(event) => {
          images.add([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <Names {...names} texts={texts} />
      <textarea
        ref={area}
        id={field}
        rows={4}
        value={value}
        readOnly={isLocked}
        dir="auto"
        aria-label={label}
        aria-invalid={Boolean(error) || undefined}
        aria-describedby={error || left < NEAR ? `${field}-note` : undefined}
        aria-autocomplete="list"
        aria-controls={names.isOpen ? names.listId : undefined}
        aria-activedescendant={names.activeId}
        placeholder={texts.placeholder}
        onChange={(event) => {
          onWrite(event.target.value);
          names.look();
        }}
        onKeyDown={onKeyDown}
        onKeyUp={names.look}
        onClick={names.look}
        onBlur={names.close}
        onPaste={onPaste}
        onDragOver={(event) => [...event.dataTransfer.types].includes("Files") && event.preventDefault()}
        onDrop={onDrop}
        className={`${INPUT} min-h-24 resize-none overflow-y-auto`}
      />
      <p id={`${field}-note`} role={error ? "alert" : undefined} className={ERROR}>
        {error || (left < 0 ? fill(texts.tooLong, { number: -left }) : left < NEAR ? fill(texts.left, { number: left }) : "")}
      </p>
      <Tokens value={value} texts={texts} onChoose={choose} />
      <Images list={images.list} texts={texts} onForget={images.forget} />
    </div>
  );
}

/** @type {Record<string, (at: text.Selection) => text.Edit>} */
const EDITS = {
  bold: (at) => text.wrapped(at, "**"),
  italic: (at) => text.wrapped(at, "*"),
  link: text.linked,
  code: text.coded,
  quote: (at) => text.asLines(at, "quote"),
  list: (at) => text.asLines(at, "list"),
  numbers: (at) => text.asLines(at, "numbers"),
  tasks: (at) => text.asLines(at, "tasks"),
};

/** @param {React.KeyboardEvent} event @returns {((at: text.Selection) => text.Edit | null) | null} */
function editOf({ key, code, ctrlKey, metaKey, shiftKey, altKey }) {
  if (altKey) return null;
  if (!ctrlKey && !metaKey) return key === "Enter" && !shiftKey ? text.continued : null;
  if (shiftKey) return code === "Period" ? EDITS.quote : null;
  if (key === "]") return (at) => text.indented(at, false);
  if (key === "[") return (at) => text.indented(at, true);
  return { b: EDITS.bold, i: EDITS.italic, k: EDITS.link, e: EDITS.code }[key.toLowerCase()] ?? null;
}

/** @param {HTMLTextAreaElement | null} area */
function startMention(area) {
  if (!area) return;
  const { value, start, end } = selectionOf(area);
  const at = /(?:^|\s)$/.test(value.slice(0, start)) ? "@" : " @";
  applyEdit(area, { from: start, to: end, text: at, start: start + at.length, end: start + at.length });
}

/** As tall as its words, as far as the sheet allows. @param {{current: HTMLTextAreaElement | null}} area @param {string} value */
function useGrowing(area, value) {
  useLayoutEffect(() => {
    const field = area.current;
    if (!field) return;
    const { scrollTop } = field;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
    field.scrollTop = scrollTop;
  }, [area, value]);
}

/**
 * Images on their way: each has a place held for it in the text, which it takes when it is there.
 * @param {Texts} texts @param {string} api @param {{current: HTMLTextAreaElement | null}} area @param {(isBusy: boolean) => void} onBusy
 */
function useImages(texts, api, area, onBusy) {
  const [list, setList] = useState(/** @type {Sending[]} */ ([]));
  const count = useRef(0);
  const change = (/** @type {number} */ number, /** @type {Partial<Sending>} */ news) =>
    setList((known) => known.map((image) => (image.number === number ? { ...image, ...news } : image)));
  const forget = (/** @type {number} */ number) => setList((known) => known.filter((image) => image.number !== number));
  const isBusy = list.some(({ problem }) => !problem);
  useEffect(() => onBusy(isBusy), [isBusy, onBusy]);

  const add = (/** @type {File[]} */ files) => {
    for (const file of files) void send(file);
    return files.length > 0;
  };
  const send = async (/** @type {File} */ file) => {
    const number = (count.current += 1);
    const refused = refusal(file);
    setList((known) => [...known, { name: file.name, number, fraction: 0, problem: refused ? texts[refused] : "" }]);
    if (refused || !area.current) return;
    const place = `![${fill(texts.uploading, { name: altOf(file).replaceAll(/[[\]]/g, "") })}](#${number})`;
    put(area.current, place);
    const { status, body } = await upload(api, file, (fraction) => change(number, { fraction }));
    const field = area.current;
    if (!field) return;
    if (status === 201) {
      // Who has taken the place out again does not want the image.
      replaceInArea(field, place, body.markdown);
      return forget(number);
    }
    replaceInArea(field, `${place}\n`, "") || replaceInArea(field, place, "");
    change(number, { problem: body?.errors?.image?.message ?? body?.message ?? texts.imageFailed });
  };
  return { list, add, forget };
}

/** On a line of its own. @param {HTMLTextAreaElement} area @param {string} place */
function put(area, place) {
  const { value, start, end } = selectionOf(area);
  const before = start && value[start - 1] !== "\n" ? "\n" : "";
  const words = `${before}${place}\n`;
  applyEdit(area, { from: start, to: end, text: words, start: start + words.length, end: start + words.length });
}

/** @param {{list: Sending[], texts: Texts, onForget: (number: number) => void}} props */
function Images({ list, texts, onForget }) {
  return (
    <ul role="list" className="flex flex-col gap-1 text-sm empty:hidden">
      {list.map(({ name, number, fraction, problem }) => (
        <li key={number} role={problem ? "alert" : undefined} className="flex items-center gap-2">
          <span className="min-w-0 flex-1 truncate">{name}</span>
          {problem ? (
            <>
              <span className="text-text-destructive">{problem}</span>
              <button type="button" className="min-h-6 cursor-pointer rounded px-1 underline" onClick={() => onForget(number)}>
                {texts.understood}
              </button>
            </>
          ) : (
            <progress value={fraction} max={1} aria-label={fill(texts.uploading, { name })} className="w-24" />
          )}
        </li>
      ))}
    </ul>
  );
}
