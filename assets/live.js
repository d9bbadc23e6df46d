/**
 * What the live page needs from the browser before Reflex's state takes over.
 */
import { Fragment, createElement, useEffect, useLayoutEffect, useState } from "react";
import { useLocation, useNavigate, useNavigationType } from "react-router";

/**
 * Its children, once the browser is in charge.
 *
 * The built page is one empty shell for every route and language: what a person sees first is
 * the first look that the server put into it, and nothing is there to hydrate differently.
 */
export function Live({ children }) {
  const [isLive, setLive] = useState(false);
  useEffect(() => setLive(true), []);
  useContentLinks();
  return isLive ? createElement(Fragment, null, children) : null;
}

/** The path shown in the address bar, without a slash at its end. */
export function useHere() {
  const { pathname } = useLocation();
  return pathname.replace(/(.)\/+$/, "$1");
}

// The second half of a double click would press what the first has put in the button's place.
if (typeof document !== "undefined") {
  addEventListener("click", (event) => event.detail > 1 && event.target.closest("[data-once]") && event.stopPropagation(), true);
}

/** Whether what is held for the path `at` is of the page whose paths `pattern` describes. */
export function isOf(at, pattern) {
  return new RegExp(pattern).test(at);
}

// How far down each entry of the history was read, and whether anything was shown before.
const places = new Map();
let hasShown = false;

/**
 * What a browser does when it has loaded a page, done for a page that came without loading: its title is
 * said, focus is not left in nowhere, back and forward return to the place, `#part` and `?q=` count.
 */
export function Arrival({ title, isReady }) {
  const { key } = useLocation();
  const type = useNavigationType();
  const [said, say] = useState("");
  // Before the router scrolls, so that the place is still known on leaving.
  useLayoutEffect(() => {
    if (!isReady) return undefined;
    fillFields();
    if (hasShown) {
      say(title);
      arrive(type === "POP" ? places.get(key) : undefined);
    }
    hasShown = true;
    return () => void places.set(key, scrollY);
  }, [key, isReady]);
  return createElement("p", { role: "status", "aria-live": "polite", className: "sr-only" }, said);
}

function arrive(place) {
  const part = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (place !== undefined) scrollTo(0, place);
  else if (part) {
    part.scrollIntoView();
    part.focus({ preventScroll: true });
  }
  if (document.activeElement === document.body) document.getElementById("main").focus({ preventScroll: true });
}

/** Fields of a search say what the address asks for, whatever the page asked for before. */
function fillFields() {
  const given = new URLSearchParams(location.search);
  for (const field of document.querySelectorAll("#app input[type=search][name=q], #app [data-search-form] [name]")) {
    // Who is still typing there goes on.
    if (field === document.activeElement) continue;
    if (field.type === "checkbox") field.checked = given.has(field.name);
    else field.value = given.get(field.name) ?? "";
  }
}

/** Links in an author's words, and those that scripts make, stay on the page as the site's own do. */
function useContentLinks() {
  const navigate = useNavigate();
  useEffect(() => {
    const follow = (event) => {
      const link = event.target.closest?.(".prose a[href], a[data-page]");
      if (!link || !isPlain(event) || !isPage(link)) return;
      event.preventDefault();
      navigate(link.pathname + link.search + link.hash, { replace: link.dataset.replace !== undefined });
      if (link.classList.contains("video-link")) scrollTo({ top: 0, behavior: "smooth" });
    };
    document.addEventListener("click", follow);
    return () => document.removeEventListener("click", follow);
  }, [navigate]);
}

function isPlain(event) {
  const { button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented } = event;
  return button === 0 && !(metaKey || ctrlKey || shiftKey || altKey || defaultPrevented);
}

function isPage(link) {
  const isHere = link.pathname === location.pathname && link.search === location.search && link.hash;
  const isServed = /^\/(api|files)\//.test(link.pathname);
  return link.origin === location.origin && !link.target && !link.download && !isServed && !isHere;
}
