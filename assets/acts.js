/**
 * Buttons that speak to the API: like, bookmark, follow, vote, answer, pin, mark as read.
 *
 *   <button data-act="like" data-id="99" data-url="/api/lms/community/posts/99/like" aria-pressed="false">
 *
 * One listener serves the first look and the live page alike, and buttons that come later. What the
 * button turns is turned at once, and back again with a word to the member when the server refuses.
 *
 *   data-act           what is done; data-id, to what: both are told to the page
 *   data-url           the request's address; data-method, PUT otherwise
 *   data-body          the request's JSON
 *   aria-pressed,      "true" or "false": the button turns something on or off. Off asks with
 *   aria-checked       data-method-off, DELETE otherwise, or the same method where there is a data-body-off
 *   data-value         one of several choices: the others of its [role=group] go off, and the nearest
 *                      [data-chosen] takes the value. The one that is on already asks nothing
 *   [data-count]       in the button: its number goes up or down by one
 *   data-refresh       the id of a button that loads the page's content anew
 *   data-confirm       a question to be answered first, in the page's dialog#confirmation
 *   data-leads         the id of what has the focus then, when the button itself is gone
 *
 * A link may be one too: it is followed, and its request sent along.
 *
 * `academy:acted` {act, id, value, answer, button} tells the page that it worked: value is true or false for
 * what was turned, or the choice. `academy:problem` {key, params, message} tells the member that it did not.
 * Both wait for the live page: in the first look nobody listens.
 */
(() => {
  // In milliseconds: until then the page has drawn what came of an act.
  const AFTERWARDS = 3_000;
  const TURNED = ["aria-pressed", "aria-checked"];
  const busy = new Set();
  const held = [];

  document.addEventListener("click", (event) => {
    const target = event.target.closest?.("[data-act][data-url]");
    if (!target || event.defaultPrevented) return;
    if (target.localName === "a") return void follow(target);
    void press(target);
  });

  async function press(target) {
    const wish = wished(target);
    const name = nameOf(target);
    if (!wish || busy.has(name)) return;
    busy.add(name);
    const { confirm } = target.dataset;
    if (!confirm || (await globalThis.academyIsMeant(confirm, target))) await act(target, wish);
    busy.delete(name);
  }

  async function act(button, wish) {
    const { leads } = button.dataset;
    // From now on: news of what is done may come before the answer, and take the button away.
    if (leads && document.activeElement === button) keepFocus(button, leads);
    const undo = turn(button, wish);
    const answer = await send(wish);
    for (const each of twins(button)) each.removeAttribute("aria-busy");
    if (answer.isRight) return worked(button, wish, answer.body);
    undo();
    if (answer.body.key === "error.unauthenticated") return leave();
    tell("academy:problem", answer.body);
  }

  /** The page may be gone before the answer comes, and what was wished for must not. */
  function follow(link) {
    const wish = wished(link);
    void send(wish, { keepalive: true }).then(({ isRight, body }) => isRight && worked(link, wish, body));
  }

  /** What a press means now; nothing for a choice that is made already. */
  function wished(target) {
    const { url, method = "PUT", methodOff, body, bodyOff, value } = target.dataset;
    const isOn = TURNED.some((name) => target.getAttribute(name) === "true");
    if (value !== undefined) return isOn ? null : { url, method, body, value };
    const isToggle = TURNED.some((name) => target.hasAttribute(name));
    if (!isToggle) return { url, method, body, value: true };
    if (!isOn) return { url, method, body, value: true };
    if (bodyOff !== undefined) return { url, method, body: bodyOff, value: false };
    return { url, method: methodOff ?? "DELETE", value: false };
  }

  /** Shows what is wished for as if it were so. The answer is how it was before. */
  function turn(button, { value }) {
    const undos = twins(button).flatMap((each) => {
      each.setAttribute("aria-busy", "true");
      return typeof value === "string" ? choose(each, value) : toggle(each, value);
    });
    return () => undos.forEach((undo) => undo());
  }

  function toggle(button, isOn) {
    const name = TURNED.find((each) => button.hasAttribute(each));
    if (!name) return [];
    const number = button.querySelector("[data-count]");
    return [set(button, name, String(isOn)), ...(number ? [count(number, isOn ? 1 : -1)] : [])];
  }

  function choose(button, value) {
    const others = button.closest("[role=group]")?.querySelectorAll("[data-act][data-value]") ?? [button];
    const frame = button.closest("[data-chosen]");
    const undos = [...others].map((each) => set(each, "aria-pressed", String(each === button)));
    if (frame) undos.push(set(frame, "data-chosen", value));
    return undos;
  }

  function set(element, name, value) {
    const before = element.getAttribute(name);
    element.setAttribute(name, value);
    return () => {
      // The page may have learnt better meanwhile.
      if (element.getAttribute(name) === value) element.setAttribute(name, before);
    };
  }

  /** Only the text within changes: the element and its text stay React's. */
  function count(place, change) {
    const text = place.firstChild;
    const before = text?.data;
    if (!/^\d*$/.test(before ?? "")) return () => {};
    const after = String(Number(before) + change);
    text.data = after;
    return () => {
      if (text.data === after) text.data = before;
    };
  }

  async function send({ url, method, body }, options) {
    try {
      const response = await fetch(url, {
        method,
        headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) },
        body,
        credentials: "same-origin",
        ...options,
      });
      const isJson = response.status !== 204 && /\bjson\b/.test(response.headers.get("content-type") ?? "");
      if (!response.ok && !isJson) throw new Error(`status ${response.status}`);
      return { isRight: response.ok, body: isJson ? await response.json() : {} };
    } catch {
      return { isRight: false, body: { key: "act.offline", params: {} } };
    }
  }

  function worked(button, wish, answer) {
    const { act: name, id, refresh } = button.dataset;
    const menu = button.closest("details[data-menu]");
    if (menu?.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    tell("academy:acted", { act: name, id: Number(id) || id, value: wish.value, answer, button });
    if (refresh) whenLive(() => document.getElementById(refresh)?.click());
  }

  /** Focus does not fall to nowhere when what it is on goes away. */
  function keepFocus(button, id) {
    const watcher = new MutationObserver(() => {
      if (button.isConnected) return;
      watcher.disconnect();
      if (document.activeElement === document.body) document.getElementById(id)?.focus();
    });
    watcher.observe(document.body, { childList: true, subtree: true });
    setTimeout(() => watcher.disconnect(), AFTERWARDS);
  }

  /** The same button where it is drawn elsewhere: beside it, or in the look that takes its place. */
  function twins(button) {
    const { act: name, url, value } = button.dataset;
    const alike = document.querySelectorAll(`[data-act="${CSS.escape(name)}"][data-url="${CSS.escape(url)}"]`);
    const found = [...alike].filter((each) => each.dataset.value === value && each.dataset.body === button.dataset.body);
    return found.length ? found : [button];
  }

  function nameOf({ dataset: { url, body, value } }) {
    return value === undefined ? `${url} ${body ?? ""}` : url;
  }

  function tell(name, detail) {
    whenLive(() => dispatchEvent(new CustomEvent(name, { detail })));
  }

  /** At once on the live page; in the first look, when the live page has taken its place. */
  function whenLive(then) {
    if (!document.getElementById("first-look")) return then();
    held.push(then);
    if (held.length === 1) watcher.observe(document.body, { childList: true });
  }

  const watcher = new MutationObserver(() => {
    if (document.getElementById("first-look")) return;
    watcher.disconnect();
    // React has drawn by then, and its effects listen.
    requestAnimationFrame(() => held.splice(0).forEach((then) => then()));
  });

  function leave() {
    location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  }
})();
