/**
 * The page's texts: i18next over locales/<language>.json.
 *
 * The language is LibreChat's: its `lang` cookie first, then its stored setting, then the
 * browser's. Changing it reloads the page, so a text is a plain call and needs no hook.
 */
import i18next from "i18next";

// Each by itself, so that a page brings one: tests hold every language complete, none needs another's help.
const LANGUAGES = {
  en: () => import("./locales/en.json"),
  de: () => import("./locales/de.json"),
};

function wishes() {
  if (typeof document === "undefined") return [];
  const cookie = document.cookie.match(/(?:^|;\s*)lang=([^;]+)/);
  let stored = null;
  try {
    stored = JSON.parse(localStorage.getItem("lang"));
  } catch {
    // Storage may be closed to us, or hold something else.
  }
  return [cookie && decodeURIComponent(cookie[1]), stored, ...navigator.languages];
}

function known(wish) {
  const language = String(wish ?? "").replaceAll('"', "").split("-")[0].toLowerCase();
  return Object.hasOwn(LANGUAGES, language) ? language : null;
}

export const language = wishes().map(known).find(Boolean) ?? "en";

/** Made at its first use: a slow phone takes long over each. */
function lazily(make) {
  let made;
  return () => (made ??= make());
}
const dates = lazily(() => new Intl.DateTimeFormat(language, { dateStyle: "medium" }));
const moments = lazily(() => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }));
const numbers = lazily(() => new Intl.NumberFormat(language));
const distances = lazily(() => new Intl.RelativeTimeFormat(language, { numeric: "always" }));

await i18next.init({
  lng: language,
  fallbackLng: false,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  resources: { [language]: { translation: (await LANGUAGES[language]()).default } },
});

const ISO = /^\d{4}-\d{2}-\d{2}/;

/** The text of `key`, numbers written as the reader writes them. */
export function t(key, params) {
  const shown = {};
  for (const [name, value] of Object.entries(params ?? {})) {
    // A day is the ISO moment of one.
    shown[name] = typeof value === "number" ? n(value) : name === "day" && ISO.test(value) ? d(value) : value;
  }
  // The form is chosen by the count as a number.
  return i18next.t(key, { count: params?.count, replace: shown });
}

/** A number as the reader writes it. */
export function n(value) {
  return numbers().format(value);
}

/** The day of an ISO moment as the reader writes it; "" for none. */
export function d(moment) {
  return moment ? dates().format(new Date(moment)) : "";
}

/** The day and time of an ISO moment, where the reader is; "" for none. */
export function dt(moment) {
  return moment ? moments().format(new Date(moment)) : "";
}

const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["week", 604_800], ["day", 86_400], ["hour", 3_600], ["minute", 60]];

/** How long an ISO moment is past, in one unit: "3 hours ago". A clock that is behind makes no future of it. */
export function ago(moment) {
  if (!moment) return "";
  const seconds = Math.max(0, (Date.now() - new Date(moment)) / 1000);
  // As Babel chooses them for the first look: a unit is used from 85 hundredths of it on.
  const [unit, size] = UNITS.find(([, each]) => seconds >= each * 0.85) ?? ["second", 1];
  return distances().format(-Math.max(1, Math.round(seconds / size)), unit);
}

/** Times go on while a page stays open. Only the text changes, which is React's to keep. */
function keepUp() {
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const words = ago(time.dateTime);
    if (time.firstChild && time.firstChild.data !== words) time.firstChild.data = words;
  }
}
if (typeof document !== "undefined") setInterval(keepUp, 30_000);
