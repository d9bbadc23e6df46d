/**
 * Dragging a row of the tree by its grip, with a mouse, a pen or a finger. Where it would come to is told as one moves;
 * the tree itself changes when it is let go.
 *
 * Rows carry `data-row="lesson-12"` or `data-row="module-3"`, grips `data-grip`.
 */

/** @typedef {{kind: "lesson" | "module", id: number}} Row */
/** @typedef {{over: string, edge: "before" | "after" | "into"}} Spot */

const EDGE = 60;
const SPEED = 14;
const MOVES_FROM = 4;

/** @param {string} name @returns {Row} */
export function rowOf(name) {
  const [kind, id] = name.split("-");
  return { kind: kind === "module" ? "module" : "lesson", id: Number(id) };
}

/**
 * Follows the pointer from a press on a grip until it is let go.
 * @param {PointerEvent} press
 * @param {{root: HTMLElement, row: Row, label: string, onOver: (spot: Spot | null) => void, onDrop: (spot: Spot | null) => void}} what
 */
export function follow(press, { root, row, label, onOver, onDrop }) {
  const grip = /** @type {HTMLElement} */ (press.target);
  const start = { x: press.clientX, y: press.clientY };
  let at = start;
  let spot = /** @type {Spot | null} */ (null);
  let ghost = /** @type {HTMLElement | null} */ (null);
  let frame = 0;

  const begin = () => {
    ghost = document.createElement("div");
    ghost.textContent = label;
    ghost.className =
      "pointer-events-none fixed top-0 left-0 z-50 max-w-64 truncate rounded-lg border border-border-heavy bg-surface-dialog px-3 py-1.5 text-sm text-text-primary shadow-lg";
    document.body.append(ghost);
    document.documentElement.classList.add("cursor-grabbing", "select-none");
    frame = requestAnimationFrame(scroll);
  };
  const look = () => {
    if (ghost) ghost.style.transform = `translate(${at.x + 12}px, ${at.y - 12}px)`;
    const next = spotAt(root, row, at);
    if (next?.over === spot?.over && next?.edge === spot?.edge) return;
    spot = next;
    onOver(spot);
  };
  const scroll = () => {
    const pane = scrollerOf(root);
    const box = pane === document.scrollingElement ? { top: 56, bottom: innerHeight } : pane.getBoundingClientRect();
    const up = box.top + EDGE - at.y;
    const down = at.y - (box.bottom - EDGE);
    const by = up > 0 ? -Math.min(SPEED, up / 3) : down > 0 ? Math.min(SPEED, down / 3) : 0;
    if (by) {
      pane.scrollTop += by;
      look();
    }
    frame = requestAnimationFrame(scroll);
  };
  const move = (/** @type {PointerEvent} */ event) => {
    if (event.pointerId !== press.pointerId) return;
    at = { x: event.clientX, y: event.clientY };
    if (!ghost && Math.hypot(at.x - start.x, at.y - start.y) < MOVES_FROM) return;
    if (!ghost) begin();
    look();
  };
  const end = (/** @type {PointerEvent | KeyboardEvent} */ event) => {
    if (event instanceof PointerEvent && event.pointerId !== press.pointerId) return;
    if (event instanceof KeyboardEvent && event.key !== "Escape") return;
    stop.abort();
    cancelAnimationFrame(frame);
    ghost?.remove();
    document.documentElement.classList.remove("cursor-grabbing", "select-none");
    onDrop(event.type === "pointerup" && ghost ? spot : null);
  };
  const stop = new AbortController();
  const hear = { signal: stop.signal };
  // The grip keeps the pointer, whatever it passes over.
  grip.setPointerCapture?.(press.pointerId);
  grip.addEventListener("pointermove", move, hear);
  grip.addEventListener("pointerup", end, hear);
  grip.addEventListener("pointercancel", end, hear);
  addEventListener("keydown", end, { ...hear, capture: true });
}

/** @param {HTMLElement} root @param {Row} row @param {{x: number, y: number}} at @returns {Spot | null} */
function spotAt(root, row, { x, y }) {
  const box = root.getBoundingClientRect();
  const inside = Math.min(Math.max(x, box.left + 8), box.right - 8);
  const wanted = row.kind === "module" ? "[data-row^=module]" : "[data-row]";
  const found = document.elementFromPoint(inside, y)?.closest(wanted);
  if (!(found instanceof HTMLElement) || !root.contains(found)) return null;
  const over = found.dataset.row ?? "";
  if (row.kind === "lesson" && over.startsWith("module")) return { over, edge: "into" };
  const { top, height } = found.getBoundingClientRect();
  return { over, edge: y < top + height / 2 ? "before" : "after" };
}

/**
 * From where it was let go to what the server is asked for; null where nothing moves.
 * @param {import("./changes.js").Tree} tree @param {Row} row @param {number[]} ids All that is dragged along. @param {Spot} spot
 * @returns {import("./changes.js").Move | null}
 */
export function moveTo(tree, row, ids, { over, edge }) {
  const target = rowOf(over);
  if (row.kind === "module") {
    if (target.id === row.id) return null;
    const others = tree.modules.filter((each) => each.id !== row.id);
    const at = others.findIndex((each) => each.id === target.id);
    const afterId = edge === "after" ? target.id : (others[at - 1]?.id ?? null);
    return isSame(tree.modules, [row.id], afterId) ? null : { kind: "module", ids: [row.id], afterId };
  }
  if (target.kind === "module") {
    const module = tree.modules.find((each) => each.id === target.id);
    return module && !isSame(module.lessons, ids, null) ? { kind: "lesson", ids, moduleId: module.id, afterId: null } : null;
  }
  const module = tree.modules.find((each) => each.lessons.some((lesson) => lesson.id === target.id));
  if (!module || ids.includes(target.id)) return null;
  const others = module.lessons.filter((each) => !ids.includes(each.id));
  const at = others.findIndex((each) => each.id === target.id);
  const afterId = edge === "after" ? target.id : (others[at - 1]?.id ?? null);
  return isSame(module.lessons, ids, afterId) ? null : { kind: "lesson", ids, moduleId: module.id, afterId };
}

/** Whether the rows stand there already. @param {{id: number}[]} rows @param {number[]} ids @param {number | null} afterId */
function isSame(rows, ids, afterId) {
  const at = afterId === null ? 0 : rows.findIndex((each) => each.id === afterId) + 1;
  return ids.every((id, index) => rows[at + index]?.id === id);
}

/** @param {HTMLElement} from @returns {Element} */
function scrollerOf(from) {
  for (let each = from.parentElement; each; each = each.parentElement) {
    if (each.scrollHeight > each.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(each).overflowY)) return each;
  }
  return document.scrollingElement ?? document.documentElement;
}
