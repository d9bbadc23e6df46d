/**
 * A video's words: fetching, finding the one being said, searching.
 */

/** @typedef {[number, number, string]} Cue Milliseconds from and to, and what is said. */
/**
 * @typedef {object} Transcript
 * @property {string} language @property {string} label @property {Cue[]} cues
 * @property {{code: string, label: string}[]} languages
 */

/** @type {Map<string, Promise<Transcript | null>>} */
const fetched = new Map();

/**
 * Fetched once a page for the panel and for the captions; null where there is none.
 * @param {string} api @param {number} videoId @param {string} [language] The wish; the server may have another.
 * @returns {Promise<Transcript | null>}
 */
export function loadTranscript(api, videoId, language = "") {
  const query = language ? `?language=${encodeURIComponent(language)}` : "";
  const address = `${api}/videos/${videoId}/transcript${query}`;
  const known = fetched.get(address);
  if (known) return known;
  const promise = fetchTranscript(address).catch((error) => {
    fetched.delete(address);
    throw error;
  });
  fetched.set(address, promise);
  return promise;
}

/** @param {string} address @returns {Promise<Transcript | null>} */
async function fetchTranscript(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`transcript: ${response.status}`);
  const transcript = await response.json();
  return transcript.cues?.length ? transcript : null;
}

/**
 * The index of the last cue that has begun, -1 before the first. Silence belongs to the cue before it.
 * @param {Cue[]} cues Sorted by their beginning. @param {number} seconds
 */
export function cueAt(cues, seconds) {
  const now = seconds * 1000;
  let low = 0;
  let high = cues.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cues[middle][0] <= now) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * The indexes of the cues that contain the query, however it is accented or capitalised.
 * @param {Cue[]} cues @param {string} query
 * @returns {number[]}
 */
export function search(cues, query) {
  const wanted = fold(query.trim()).text;
  if (!wanted) return [];
  return cues.flatMap(([, , text], index) => (fold(text).text.includes(wanted) ? [index] : []));
}

/**
 * The text cut into pieces, those that match marked.
 * @param {string} text @param {string} query
 * @returns {{text: string, isMatch: boolean}[]}
 */
export function highlight(text, query) {
  const wanted = fold(query.trim()).text;
  if (!wanted) return [{ text, isMatch: false }];
  const { text: folded, origins } = fold(text);
  const pieces = [];
  let shown = 0;
  for (let found = folded.indexOf(wanted); found >= 0; found = folded.indexOf(wanted, found + wanted.length)) {
    const from = origins[found];
    const to = origins[found + wanted.length] ?? text.length;
    if (from > shown) pieces.push({ text: text.slice(shown, from), isMatch: false });
    pieces.push({ text: text.slice(from, to), isMatch: true });
    shown = to;
  }
  if (shown < text.length) pieces.push({ text: text.slice(shown), isMatch: false });
  return pieces;
}

/**
 * Lower case without accents, and for each character where it came from: folding may change lengths.
 * @param {string} text
 */
function fold(text) {
  const origins = [];
  let folded = "";
  let at = 0;
  for (const character of text) {
    const plain = character.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    for (let index = 0; index < plain.length; index += 1) origins.push(at);
    folded += plain;
    at += character.length;
  }
  return { text: folded, origins };
}
