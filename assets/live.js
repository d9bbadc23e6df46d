/**
 * What the live page needs from the browser before Reflex's state takes over.
 */
import { Fragment, createElement, useEffect, useState } from "react";
import { useLocation, useNavigate } from "react-router";

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

/** Links in an author's words stay on the page, as the site's own links do. */
function useContentLinks() {
  const navigate = useNavigate();
  useEffect(() => {
    const follow = (event) => {
      const link = event.target.closest?.(".prose a[href]");
      if (!link || !isPlain(event) || !isPage(link)) return;
      event.preventDefault();
      navigate(link.pathname + link.search + link.hash);
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
