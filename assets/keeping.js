import { useEffect } from "react";

/**
 * What helps admins to keep categories:
 *
 *   [data-order]    a list whose rows, each with a data-row, are dragged by their [data-grip]. The form that it names
 *                   takes the ids in their new order. Who moves a row by its buttons keeps the focus there, and
 *                   hears from the [data-told] of the row where it is now, in [data-tells]
 *   [data-preview]  shows in a form what its colour, icon and name look like
 */
export function Keeping() {
  useEffect(() => {
    const stop = new AbortController();
    const hear = (type, listener) => document.addEventListener(type, listener, { signal: stop.signal });
    hear("input", ({ target }) => target.form && preview(target.form));
    hear("reset", ({ target }) => setTimeout(() => preview(target)));
    hear("submit", ({ target }) => stay(target));
    hear("dragstart", pickUp);
    hear("dragover", hover);
    hear("drop", drop);
    hear("dragend", putDown);
    return () => stop.abort();
  }, []);
  return null;
}

function preview(form) {
  const place = form.querySelector("[data-preview]");
  if (!place) return;
  const { colour, icon, name } = form.elements;
  place.querySelector("[data-colour]").dataset.colour = colour.value;
  place.querySelector(".icon").className = `icon icon-${icon.value}`;
  const words = place.querySelector("[data-name]");
  words.textContent = name.value.trim() || words.dataset.name;
}

function stay(form) {
  const row = form.closest("[data-order] [data-row]");
  if (!row) return;
  const list = row.closest("[data-order]");
  const { told } = row.dataset;
  const moved = form.querySelector("[type=submit]");
  const watcher = new MutationObserver(() => {
    if (list.querySelector("[aria-busy]")) return;
    if (row.dataset.told !== told) tell(row.dataset.told);
    // A button that is disabled loses the focus with the next frame.
    requestAnimationFrame(() => setTimeout(focus));
  });
  const focus = () => {
    if (document.activeElement !== document.body) return;
    [moved, ...row.querySelectorAll("[type=submit]")].find((button) => !button.disabled)?.focus();
  };
  watcher.observe(list, { attributes: true, childList: true, subtree: true });
  setTimeout(() => watcher.disconnect(), 3_000);
}

function tell(words) {
  const place = document.querySelector("[data-tells]");
  if (place && place.textContent !== words) place.textContent = words;
}

let dragged = null;

function pickUp(event) {
  dragged = event.target.closest?.("[data-grip]")?.closest("[data-row]") ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setDragImage(dragged, 0, 0);
  dragged.dataset.dragged = "";
}

function hover(event) {
  const target = under(event);
  if (!target) return;
  event.preventDefault();
  mark(target, isBehind(event, target) ? "after" : "before");
}

function drop(event) {
  const target = under(event);
  if (!target || target === dragged) return;
  event.preventDefault();
  const list = target.closest("[data-order]");
  const ids = [...list.querySelectorAll("[data-row]")].map((row) => Number(row.dataset.row));
  const before = ids.join();
  ids.splice(ids.indexOf(Number(dragged.dataset.row)), 1);
  ids.splice(ids.indexOf(Number(target.dataset.row)) + (isBehind(event, target) ? 1 : 0), 0, Number(dragged.dataset.row));
  if (ids.join() === before) return;
  const form = document.getElementById(list.dataset.order);
  form.elements.ids.value = JSON.stringify(ids);
  form.requestSubmit();
}

function putDown() {
  if (dragged) delete dragged.dataset.dragged;
  dragged = null;
  mark(null);
}

function under(event) {
  const row = event.target.closest?.("[data-order] [data-row]");
  return dragged && row?.closest("[data-order]") === dragged.closest("[data-order]") ? row : null;
}

function isBehind(event, row) {
  const { top, height } = row.getBoundingClientRect();
  return event.clientY > top + height / 2;
}

function mark(row, side) {
  for (const marked of document.querySelectorAll("[data-drop]")) if (marked !== row) delete marked.dataset.drop;
  if (row) row.dataset.drop = side;
}
