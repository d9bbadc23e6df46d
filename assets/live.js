/**
 * What the live page needs from the browser before Reflex's state takes over.
 */
import { Fragment, createElement, useEffect, useState } from "react";
import { useLocation } from "react-router";

/**
 * Its children, once the browser is in charge.
 *
 * The built page is one empty shell for every route and language: what a person sees first is
 * the first look that the server put into it, and nothing is there to hydrate differently.
 */
export function Live({ children }) {
  const [isLive, setLive] = useState(false);
  useEffect(() => setLive(true), []);
  return isLive ? createElement(Fragment, null, children) : null;
}

/** The path shown in the address bar, without a slash at its end. */
export function useHere() {
  const { pathname } = useLocation();
  return pathname.replace(/(.)\/+$/, "$1");
}
