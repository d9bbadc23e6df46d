/**
 * In the place of @emotion/react, for which Reflex writes its elements: nothing of ours has a `css`
 * of its own, and without emotion's parser a page weighs nine kilobytes less.
 */
import { Fragment, createElement } from "react";

export { Fragment };
export const jsx = createElement;
