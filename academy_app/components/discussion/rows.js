/**
 * Rows as the server's views have them, and lists of them that are never changed in place.
 */

/** A REST answer's names as the views': `lastAuthor` is `last_author`. */
export function asView(value) {
  if (Array.isArray(value)) return value.map(asView);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [snake(name), asView(each)]));
}

function snake(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `rows` with `row` in the place of the one with its id; the same list if there is none. */
export function replaced(rows, row) {
  return rows.some(({ id }) => id === row.id) ? rows.map((each) => (each.id === row.id ? row : each)) : rows;
}

export function without(rows, id) {
  return rows.some((row) => row.id === id) ? rows.filter((row) => row.id !== id) : rows;
}

/** Both, each row once; those of `more` win. */
export function joinedById(rows, more) {
  const ids = new Set(more.map(({ id }) => id));
  return [...rows.filter(({ id }) => !ids.has(id)), ...more];
}

/** A list of ids with or without one of them. */
export function turned(ids, id, isOn) {
  const others = ids.filter((each) => each !== id);
  return isOn ? [...others, id] : others;
}

/**
 * The heads at which a page is true that has taken in rows read at `others`: of each channel the lower. What has
 * come in between is taken in once more.
 */
export function lower(heads, others) {
  return Object.fromEntries(
    Object.entries(heads).map(([channel, head]) => [channel, Math.min(head, others[channel] ?? head)]),
  );
}
