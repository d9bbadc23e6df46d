/**
 * A small page around the editor alone: two posts of a thread, buttons that open it, and what it told the page.
 */
import { createRoot } from "react-dom/client";
import { BrowserRouter } from "react-router";
import { Editor } from "../../../academy_app/components/editor/editor.jsx";

const props = JSON.parse(document.querySelector("#props").textContent);
globalThis.told = [];
addEventListener("academy:acted", ({ detail }) => globalThis.told.push(detail));
createRoot(document.querySelector("#editor")).render(
  <BrowserRouter>
    <Editor {...props} />
  </BrowserRouter>,
);
