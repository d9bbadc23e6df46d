/**
 * Buttons that open the editor, in the first look and on the live page alike.
 *
 *   data-compose       thread | reply | quote | edit | question
 *   data-thread, data-post, data-author, data-category, data-lesson, data-video, data-seconds: for what
 *   data-history       the id of a post whose earlier versions are to be shown
 *   [data-post=ID] [data-words]  where a post's words stand, for quoting what is selected in them
 *
 * What is pressed before the editor is there is kept for it.
 */
(() => {
  const LONGEST_QUOTE = 2_000;
  /** Pressing a button may take the selection away. */
  let selected = { post: "", words: "" };

  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest?.("[data-compose=quote]")) selected = selectedWords();
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-compose], [data-history]");
    if (!button) return;
    const { compose, history } = button.dataset;
    if (history) dispatchEvent(new CustomEvent("academy:history", { detail: { postId: Number(history) } }));
    else ask({ ...requestOf(button), kind: compose === "quote" ? "reply" : compose, opener: button });
  });

  function ask(detail) {
    const event = new CustomEvent("academy:compose", { detail, cancelable: true });
    dispatchEvent(event);
    // Nobody has heard it yet.
    if (!event.defaultPrevented) globalThis.academyCompose = detail;
  }

  function requestOf(button) {
    const { thread, post, author, category, lesson, video, seconds, compose } = button.dataset;
    const numbers = { threadId: thread, postId: post, categoryId: category, lessonId: lesson, videoId: video, seconds };
    const request = Object.fromEntries(
      Object.entries(numbers).filter(([, value]) => value).map(([name, value]) => [name, Number(value)]),
    );
    if (author) request.author = author;
    if (compose === "quote") request.quote = quoteFor(post);
    return request;
  }

  /** What is selected in the post, or else its beginning. */
  function quoteFor(post) {
    const now = selectedWords();
    const found = [now, selected].find((each) => each.post === post && each.words);
    selected = { post: "", words: "" };
    return (found?.words ?? plain(wordsOf(post))).slice(0, LONGEST_QUOTE);
  }

  function wordsOf(post) {
    return document.querySelector(`:is(#app, #first-look) [data-post="${CSS.escape(post)}"] [data-words]`);
  }

  function selectedWords() {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return { post: "", words: "" };
    const range = selection.getRangeAt(0);
    const from = range.startContainer.parentElement?.closest("[data-words]");
    const to = range.endContainer.parentElement?.closest("[data-words]");
    if (!from || from !== to) return { post: "", words: "" };
    return { post: from.closest("[data-post]")?.dataset.post ?? "", words: plain(range.cloneContents()) };
  }

  /** Words without their looks; formulas as they were written. */
  function plain(source) {
    if (!source) return "";
    const copy = document.createElement("div");
    copy.append(source.cloneNode(true));
    for (const formula of copy.querySelectorAll("[data-tex]")) formula.replaceWith(`$${formula.dataset.tex}$`);
    for (const block of copy.querySelectorAll("p, li, pre, br, h1, h2, h3, h4, h5, h6, blockquote, tr")) block.after("\n");
    return copy.textContent.trim();
  }
})();
