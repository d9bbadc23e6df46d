/**
 * A list of notifications, the newest first, and what becomes of it. Pure: nothing is changed in place.
 */

/** The list with what is new, and with what was read in another tab. */
export function withNews(list, bell) {
  const unread = new Set(bell.unread_ids);
  const newest = new Map(bell.newest.map((row) => [row.id, row]));
  const oldest = bell.newest.at(-1);
  const kept = list.rows
    .filter((row) => !newest.has(row.id) && oldest && !isAfter(row, oldest))
    .map((row) => (bell.is_complete ? { ...row, is_unread: unread.has(row.id) } : row));
  const known = new Set(list.rows.map((row) => row.id));
  const come = bell.newest.filter(
    (row) => known.has(row.id) || (list.is_first && (row.is_unread || !list.is_unread_only)),
  );
  return { ...list, rows: ordered([...come, ...kept]) };
}

/** The list with the page before it. */
export function withEarlier(list, page) {
  const known = new Set(list.rows.map((row) => row.id));
  const rows = ordered([...list.rows, ...page.rows.filter((row) => !known.has(row.id))]);
  return { ...list, rows, next: page.next, next_href: page.next_href };
}

/** The vars of a list that was sent afresh and goes on where the one before did. */
export function withKept(before, after) {
  const isSame = before?.is_first && after?.is_first && before.is_unread_only === after.is_unread_only;
  const last = after?.rows.at(-1);
  if (!isSame || !last || !after.next) return {};
  const older = before.rows.filter((row) => isAfter(last, row));
  return older.length ? { notices: withEarlier(after, { ...before, rows: older }) } : {};
}

/** The newest first; the first of each day where the reader is says so. */
function ordered(rows) {
  let day = "";
  return rows
    .sort((one, other) => (isAfter(one, other) ? -1 : 1))
    .map((row) => {
      const its = new Date(row.at).toDateString();
      const opens = its === day ? "" : row.at;
      day = its;
      return row.opens === opens ? row : { ...row, opens };
    });
}

function isAfter(one, other) {
  return one.at === other.at ? one.id > other.id : one.at > other.at;
}
