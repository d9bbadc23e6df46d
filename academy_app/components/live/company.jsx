/**
 * Who is here now and who is writing, drawn. Neither line moves what stands around it.
 */
import { t } from "$/public/i18n.js";
import { useHere, useWriting } from "./company.js";

const SHOWN = 8;
const FACE = "size-7 shrink-0 rounded-full ring-2 ring-presentation";

/** @param {{channel: string}} props */
export function Here({ channel }) {
  const { count, people } = useHere(channel);
  const names = people.map(({ name }) => name).join(", ");
  return (
    <div className="flex min-h-8 items-center gap-2 text-sm text-text-secondary" data-here={count}>
      {count > 0 && (
        <>
          <ul className="flex -space-x-2 rtl:space-x-reverse" aria-label={names} title={names}>
            {people.slice(0, SHOWN).map((person) => (
              <li key={person.id} className="flex">
                <Face person={person} />
              </li>
            ))}
          </ul>
          <span>{t("live.here", { count })}</span>
        </>
      )}
    </div>
  );
}

/** @param {{channel: string, memberId: number}} props */
export function Writing({ channel, memberId }) {
  const people = useWriting(channel, memberId);
  return (
    <p role="status" className="flex min-h-6 items-center gap-2 text-sm text-text-secondary">
      {people.length > 0 && (
        <>
          <span aria-hidden="true" className="inline-flex gap-0.5 motion-safe:animate-pulse">
            {[0, 1, 2].map((dot) => (
              <span key={dot} className="size-1.5 rounded-full bg-current" />
            ))}
          </span>
          {wording(people)}
        </>
      )}
    </p>
  );
}

function wording([first, second, ...others]) {
  if (!second) return t("live.writes", { name: first.name });
  if (!others.length) return t("live.writes_both", { first: first.name, second: second.name });
  return t("live.writes_several", { first: first.name, second: second.name });
}

function Face({ person }) {
  if (person.picture) return <img src={person.picture} alt="" loading="lazy" className={`object-cover ${FACE}`} />;
  return (
    <span
      aria-hidden="true"
      data-colour={person.colour}
      className={`avatar inline-flex items-center justify-center text-xs font-semibold text-white ${FACE}`}
    >
      {person.initials}
    </span>
  );
}
