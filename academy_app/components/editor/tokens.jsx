/**
 * What the long signs in a text stand for: the names in it and the images, each by its looks. A press marks its signs.
 */
import { tokensOf } from "./text.js";

/** @param {{value: string, texts: Record<string, string>, onChoose: (start: number, end: number) => void}} props */
export function Tokens({ value, texts, onChoose }) {
  const tokens = tokensOf(value);
  if (!tokens.length) return null;
  return (
    <ul role="list" aria-label={texts.inText} className="flex shrink-0 flex-wrap items-center gap-1.5 pt-1">
      {tokens.map(({ start, end, name, image }) => (
        <li key={start} className="flex">
          <button
            type="button"
            title={texts.markInText}
            onClick={() => onChoose(start, end)}
            className="inline-flex h-9 max-w-48 cursor-pointer items-center gap-1.5 rounded-lg border border-border-light bg-surface-tertiary px-2 text-xs hover:bg-surface-hover"
          >
            {image && <img src={image} alt="" className="-ms-1 size-7 rounded object-cover" />}
            <span dir="auto" className="truncate">{name || texts.image}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
