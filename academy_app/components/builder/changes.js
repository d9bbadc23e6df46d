/**
 * What happens to a course's tree, as pure functions: the screen shows a change at once, the server is told behind it.
 */

/** @typedef {{id: number, slug: string, title: string, kind: string, minutes: number, state: string, publishAt: string, version: number}} Lesson */
/** @typedef {{id: number, title: string, state: string, publishAt: string, lessons: Lesson[]}} Module */
/** @typedef {{id: number, slug: string, title: string, state: string, publishAt: string, href: string, modules: Module[]}} Tree */
/** @typedef {{kind: "lesson" | "module", ids: number[], moduleId?: number, afterId: number | null}} Move */

/** The names that the page's state has and those of the API are both understood. @param {any} built @returns {Tree} */
export function treeOf(built) {
  return { ...named(built), modules: (built.modules ?? []).map((each) => ({ ...named(each), lessons: each.lessons.map(named) })) };
}

/** @param {any} row */
function named(row) {
  const { publish_at: publishAt, ...rest } = row;
  return publishAt === undefined ? rest : { ...rest, publishAt };
}

/** @param {Tree} tree @param {number} id */
export function lessonIn(tree, id) {
  for (const module of tree.modules) {
    const lesson = module.lessons.find((each) => each.id === id);
    if (lesson) return { lesson, module };
  }
  return null;
}

/** @param {Tree} tree @param {Move} move @returns {Tree} */
export function moved(tree, { kind, ids, moduleId, afterId }) {
  if (kind === "module") {
    const picked = tree.modules.filter((each) => ids.includes(each.id));
    return { ...tree, modules: inserted(tree.modules.filter((each) => !ids.includes(each.id)), picked, afterId) };
  }
  const all = tree.modules.flatMap((each) => each.lessons);
  const picked = ids.map((id) => all.find((each) => each.id === id)).filter(Boolean);
  const modules = tree.modules.map((module) => {
    const rest = module.lessons.some((each) => ids.includes(each.id)) ? module.lessons.filter((each) => !ids.includes(each.id)) : module.lessons;
    if (module.id === moduleId) return { ...module, lessons: inserted(rest, picked, afterId) };
    return rest === module.lessons ? module : { ...module, lessons: rest };
  });
  return { ...tree, modules };
}

/** @template {{id: number}} T @param {T[]} rows @param {T[]} picked @param {number | null} afterId */
function inserted(rows, picked, afterId) {
  const at = afterId === null ? 0 : rows.findIndex((each) => each.id === afterId) + 1;
  return [...rows.slice(0, at), ...picked, ...rows.slice(at)];
}

/** One place up or down: lessons step into the neighbouring module. @param {Tree} tree @param {"lesson" | "module"} kind @param {number} id @param {1 | -1} step @returns {Move | null} */
export function stepped(tree, kind, id, step) {
  if (kind === "module") {
    const index = tree.modules.findIndex((each) => each.id === id);
    const next = index + step;
    if (index < 0 || next < 0 || next >= tree.modules.length) return null;
    const others = tree.modules.filter((each) => each.id !== id);
    return { kind, ids: [id], afterId: others[next - 1]?.id ?? null };
  }
  const at = tree.modules.findIndex((module) => module.lessons.some((each) => each.id === id));
  if (at < 0) return null;
  const module = tree.modules[at];
  const next = module.lessons.findIndex((each) => each.id === id) + step;
  const others = module.lessons.filter((each) => each.id !== id);
  if (next >= 0 && next <= others.length) return { kind, ids: [id], moduleId: module.id, afterId: others[next - 1]?.id ?? null };
  const neighbour = tree.modules[at + step];
  if (!neighbour) return null;
  return { kind, ids: [id], moduleId: neighbour.id, afterId: step > 0 ? null : (neighbour.lessons.at(-1)?.id ?? null) };
}

/** What brings one row back to where it stands; null for several. @param {Tree} tree @param {"lesson" | "module"} kind @param {number[]} ids @returns {Move | null} */
export function backOf(tree, kind, ids) {
  if (ids.length !== 1) return null;
  const module = kind === "lesson" ? lessonIn(tree, ids[0])?.module : undefined;
  const rows = module?.lessons ?? (kind === "module" ? tree.modules : []);
  const at = rows.findIndex((each) => each.id === ids[0]);
  if (at < 0) return null;
  return { kind, ids, ...(module && { moduleId: module.id }), afterId: rows[at - 1]?.id ?? null };
}

/** @param {Tree} tree @param {"lesson" | "module"} kind @param {number[]} ids */
export function removed(tree, kind, ids) {
  if (kind === "module") return { ...tree, modules: tree.modules.filter((each) => !ids.includes(each.id)) };
  return { ...tree, modules: tree.modules.map((module) => ({ ...module, lessons: module.lessons.filter((each) => !ids.includes(each.id)) })) };
}

/** @param {Tree} tree @param {"course" | "lesson" | "module"} kind @param {number[]} ids @param {object} news */
export function changed(tree, kind, ids, news) {
  if (kind === "course") return { ...tree, ...news };
  const change = (/** @type {any} */ row) => (ids.includes(row.id) ? { ...row, ...news } : row);
  if (kind === "module") return { ...tree, modules: tree.modules.map(change) };
  return {
    ...tree,
    modules: tree.modules.map((module) =>
      module.lessons.some((each) => ids.includes(each.id)) ? { ...module, lessons: module.lessons.map(change) } : module,
    ),
  };
}

/** Where something stands, for those who hear it. @param {Tree} tree @param {"lesson" | "module"} kind @param {number} id */
export function placeOf(tree, kind, id) {
  if (kind === "module") return { place: tree.modules.findIndex((each) => each.id === id) + 1, total: tree.modules.length, module: "" };
  const found = lessonIn(tree, id);
  if (!found) return { place: 0, total: 0, module: "" };
  const { lessons, title } = found.module;
  return { place: lessons.findIndex((each) => each.id === id) + 1, total: lessons.length, module: title };
}
