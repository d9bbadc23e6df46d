/**
 * A member's card beside every link to them: for a pointer that rests on it, or focus by keyboard.
 *
 * The server answers in the reader's language, so nothing here is translated.
 */
(() => {
  const API = "/api/lms";
  const RESTED = 300;
  // To move from the link onto the card.
  const LINGER = 150;
  const FRESH = 60_000;
  const GAP = 8;

  const known = new Map();
  let link = null;
  let box = null;
  let showing = 0;
  let hiding = 0;

  function personOf(target) {
    const found = target.closest?.('a[href^="/people/"]:not([data-plain])');
    return found && /^\/people\/\d+$/.test(found.getAttribute("href")) ? found : null;
  }

  function card(path) {
    const kept = known.get(path);
    if (kept && performance.now() - kept.at < FRESH) return kept.card;
    const asked = fetch(`${API}${path}/card`, { headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : null))
      .catch(() => null);
    known.set(path, { card: asked, at: performance.now() });
    // What failed is asked anew.
    asked.then((found) => found || known.delete(path));
    return asked;
  }

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) Object.assign(made, { textContent: text, dir: "auto" });
    if (className) made.className = className;
    return made;
  }

  function picture({ picture, initials, colour }) {
    const made = picture ? element("img") : element("span", initials, "avatar");
    if (picture) Object.assign(made, { src: picture, alt: "" });
    else made.dataset.colour = colour;
    made.setAttribute("aria-hidden", "true");
    return made;
  }

  function draw(person) {
    const made = element("div", "", "person-card");
    Object.assign(made, { id: "person-card", role: "tooltip" });
    const head = element("div");
    const words = element("div");
    words.append(element("strong", person.name), element("small", person.facts.join(" · ")));
    head.append(picture(person), words);
    made.append(head);
    if (person.bio) made.append(element("p", person.bio));
    return made;
  }

  /** Above the link, where nobody reads on; below where there is no room. Never over it. */
  function place() {
    const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = box;
    const isRight = getComputedStyle(link).direction === "rtl";
    const left = isRight ? at.right - width : at.left;
    const top = at.top - height - GAP;
    box.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
    box.style.top = `${top >= GAP ? top : at.bottom + GAP}px`;
  }

  async function show(wanted) {
    const person = await card(wanted.getAttribute("href"));
    if (link !== wanted || !person || !wanted.isConnected) return;
    box = draw(person);
    (wanted.closest("#main, header") ?? document.body).append(box);
    wanted.setAttribute("aria-describedby", box.id);
    place();
  }

  function hide() {
    clearTimeout(showing);
    clearTimeout(hiding);
    link?.removeAttribute("aria-describedby");
    box?.remove();
    link = box = null;
  }

  function approach(found) {
    clearTimeout(hiding);
    if (found === link) return;
    hide();
    link = found;
    showing = setTimeout(() => show(found), RESTED);
  }

  function leave() {
    clearTimeout(hiding);
    hiding = setTimeout(hide, LINGER);
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const found = personOf(event.target);
    if (found) approach(found);
    else if (box?.contains(event.target)) clearTimeout(hiding);
    else if (link && link !== document.activeElement) leave();
  });
  document.documentElement.addEventListener("pointerleave", () => link && leave());
  document.addEventListener("focusin", ({ target }) => {
    const found = personOf(target);
    if (found?.matches(":focus-visible")) approach(found);
  });
  document.addEventListener("focusout", ({ target }) => target === link && hide());
  document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
  document.addEventListener("click", hide, true);
  // Focus that comes to what was out of sight scrolls there first.
  addEventListener("scroll", () => box && hide(), { passive: true, capture: true });
})();
