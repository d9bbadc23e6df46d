/**
 * Forms that speak to the API: `<form data-api action method data-method>`.
 *
 * One listener serves the first look and the live page alike, also for forms that come later.
 * The server answers in the reader's language, so nothing here is translated:
 *
 *   data-method        the request's method, POST otherwise
 *   data-next          where to go when it worked: a path of this site
 *   data-next-of       the field of the answer that says where to go
 *   data-follow        let `?next=` of the address go before data-next
 *   data-refresh       the id of a button that loads the page's content anew
 *   data-offline       what to say when the server cannot be reached
 *   data-confirm       a question to be answered first, in the page's dialog#confirmation
 *   [data-error-for=F] takes the error of field F; without a value, the form's own
 *   data-keep          leave what was typed in place when it worked
 *   [data-success]     is shown when it worked, [data-fields] is hidden then
 *   [data-fill=F]      takes the field F of the answer
 *   [data-fragment]    an input that takes what stands behind the # of the address: the secret of a
 *                      link that works once. <html data-link="ended"> tells that it works no more
 *   [data-submits]     a choice that is sent as soon as it is made
 *   [data-json]        an input whose value is JSON, such as `false`
 *   [data-number]      a number, null where nothing is typed
 *   [data-moment=ISO]  a datetime-local input: shows that moment, and sends one, as the reader's clock has it
 *   [data-switch]      a checkbox that is sent as true or false
 *   [data-saved]       is shown when it worked, and takes no focus
 *   [data-copies=ID]   a button that copies the input with this id, and then says data-copied
 *   [data-list]        one of several checkboxes of a name: the chosen ones are sent as a list
 *   form[data-get]     asks no API but opens its address with what it holds: Reflex's forms do nothing by themselves
 *   data-multipart     the form is sent as its parts, a file among them
 *   [data-map=F]       an input whose value is sent under its name within the object F
 *   input[type=file]   is sent as the body itself; data-max is its size in bytes, data-too-large the refusal
 */
(() => {
  const busy = new WeakSet();

  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-get]")) {
      event.preventDefault();
      return go(`${event.target.getAttribute("action")}?${new URLSearchParams(new FormData(event.target))}`);
    }
    const form = event.target.closest("form[data-api]");
    if (!form) return;
    event.preventDefault();
    if (!busy.has(form)) void ask(form, event.submitter ?? form.querySelector("[type=submit]"));
  });

  async function ask(form, button) {
    const { confirm } = form.dataset;
    if (!confirm || (await isMeant(confirm, button))) await submit(form, button);
  }

  /** The member's answer; Escape, "Cancel" and the shade around the question are a no. */
  function isMeant(question, button) {
    const dialog = button.closest("#app, #first-look").querySelector("#confirmation");
    dialog.querySelector("#confirmation-question").textContent = question;
    dialog.querySelector("[data-agree]").textContent = button.textContent;
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "agreed"), { once: true });
    });
  }

  // acts.js asks the same way.
  globalThis.academyIsMeant = isMeant;

  document.addEventListener("click", (event) => {
    event.target.closest("[data-agree]")?.closest("dialog").close("agreed");
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("form[data-api] [data-submits]")) event.target.form.requestSubmit();
  });

  async function submit(form, button) {
    clear(form);
    const tooLarge = oversized(form);
    if (tooLarge) return show(form, { errors: { [tooLarge.name]: { message: tooLarge.dataset.tooLarge } } });
    setBusy(form, button, true);
    const answer = await send(form, button);
    // Typing began in the first look; the live page may have taken its place meanwhile.
    const current = twin(form);
    if (answer.isRight) return worked(current, form, button, answer.body);
    setBusy(form, button, false);
    if (answer.body.key === "error.unauthenticated") return go(`/sign-in?next=${encodeURIComponent(here())}`);
    // A choice that was refused does not stay chosen.
    if (current.querySelector("[data-submits]")) current.reset();
    show(current, answer.body);
  }

  async function send(form, button) {
    try {
      const response = await fetch(form.getAttribute("action"), {
        method: form.dataset.method ?? "POST",
        headers: { ...type(form), Accept: "application/json" },
        body: body(form, button),
        credentials: "same-origin",
      });
      const isJson = response.status !== 204 && /\bjson\b/.test(response.headers.get("content-type") ?? "");
      if (!response.ok && !isJson) throw new Error(`status ${response.status}`);
      return { isRight: response.ok, body: isJson ? await response.json() : {} };
    } catch {
      return { isRight: false, body: { message: form.dataset.offline ?? "", errors: {} } };
    }
  }

  function worked(form, sent, button, answer) {
    const { next, nextOf, follow, refresh } = form.dataset;
    if (nextOf !== undefined) return go(answer[nextOf]);
    if (next !== undefined) return go((follow !== undefined && asked()) || next);
    setBusy(sent, button, false);
    if (refresh) document.getElementById(refresh)?.click();
    if (form.dataset.keep === undefined) form.reset();
    for (const place of form.querySelectorAll("[data-fill]")) fill(place, answer[place.dataset.fill]);
    form.querySelector("[data-saved]")?.removeAttribute("hidden");
    const success = form.querySelector("[data-success]");
    if (!success) return;
    form.querySelector("[data-fields]")?.setAttribute("hidden", "");
    success.hidden = false;
    success.focus();
  }

  function body(form, button) {
    if (form.dataset.multipart !== undefined) return new FormData(form);
    const file = picked(form);
    if (file) return file.files[0];
    const values = {};
    for (const field of form.elements) {
      // The button that was pressed is disabled by now.
      if (!field.name || (field.disabled && field !== button)) continue;
      if (field.dataset.map !== undefined) (values[field.dataset.map] ??= {})[field.name] = valueOf(field);
      else if (field.dataset.list !== undefined) (values[field.name] ??= []).push(...(field.checked ? [valueOf(field)] : []));
      else if (isSent(field, button)) values[field.name] = valueOf(field);
    }
    return Object.keys(values).length ? JSON.stringify(values) : undefined;
  }

  function isSent(field, button) {
    if (field.localName === "button") return field === button;
    if (field.dataset.switch !== undefined) return true;
    return !["checkbox", "radio"].includes(field.type) || field.checked;
  }

  function valueOf(field) {
    if (field.dataset.fragment !== undefined) return secret();
    if (field.dataset.switch !== undefined) return field.checked;
    if (field.dataset.moment !== undefined) return field.value ? new Date(field.value).toISOString() : null;
    if (field.dataset.number !== undefined) return field.value === "" ? null : Number(field.value);
    return field.dataset.json === undefined ? field.value : JSON.parse(field.value);
  }

  function type(form) {
    // The browser says where its parts end.
    if (form.dataset.multipart !== undefined) return {};
    const file = picked(form);
    return { "Content-Type": file ? file.files[0].type || "application/octet-stream" : "application/json" };
  }

  function picked(form) {
    return [...form.elements].find((field) => field.type === "file" && field.files.length > 0);
  }

  function oversized(form) {
    const file = picked(form);
    return file?.dataset.max && file.files[0].size > Number(file.dataset.max) ? file : null;
  }

  function show(form, problem) {
    const errors = Object.entries(problem.errors ?? {});
    const homeless = errors.filter(([name, error]) => !showAt(form, name, error.message));
    const first = [...form.elements].find((field) => field.getAttribute("aria-invalid") === "true");
    const isAllShown = errors.length > 0 && homeless.length === 0;
    const place = form.querySelector('[data-error-for=""]');
    if (place && !isAllShown) place.textContent = problem.message ?? homeless[0]?.[1].message ?? "";
    first?.focus();
  }

  function showAt(form, name, message) {
    const place = form.querySelector(`[data-error-for="${CSS.escape(name)}"]`);
    if (!place) return false;
    place.textContent = message;
    const field = form.elements[name];
    if (field?.setAttribute) {
      field.setAttribute("aria-invalid", "true");
      describe(field, place.id, true);
    }
    return true;
  }

  function clear(form) {
    for (const place of form.querySelectorAll("[data-error-for]")) {
      place.textContent = "";
      for (const field of form.querySelectorAll("[aria-invalid]")) describe(field, place.id, false);
    }
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    form.querySelector("[data-success]")?.setAttribute("hidden", "");
    form.querySelector("[data-saved]")?.setAttribute("hidden", "");
  }

  /** Adds an error to what describes a field, beside the hint that stands there already. */
  function describe(field, id, isWanted) {
    const ids = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((known) => known && known !== id);
    if (isWanted) ids.push(id);
    if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
    else field.removeAttribute("aria-describedby");
  }

  function setBusy(form, button, isBusy) {
    if (isBusy) busy.add(form);
    else busy.delete(form);
    for (const each of [button, twin(form).querySelector("[type=submit]")]) {
      if (!each) continue;
      each.disabled = isBusy;
      if (isBusy) each.setAttribute("aria-busy", "true");
      else each.removeAttribute("aria-busy");
    }
  }

  /** Shows or hides what is typed into a password field. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reveals]");
    if (!button) return;
    const field = button.form.elements[button.dataset.reveals];
    field.type = field.type === "password" ? "text" : "password";
    button.setAttribute("aria-pressed", String(field.type === "text"));
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copies]");
    const text = button && document.getElementById(button.dataset.copies)?.value;
    if (text) void navigator.clipboard?.writeText(text).then(() => { button.textContent = button.dataset.copied; }, () => {});
  });

  /** Moments come with the page in UTC; who looks at them reads their own clock. */
  const dressed = new WeakSet();

  function dress() {
    for (const field of document.querySelectorAll("input[data-moment]")) {
      if (dressed.has(field)) continue;
      dressed.add(field);
      if (field.dataset.moment && !field.value) field.value = local(new Date(field.dataset.moment));
    }
  }

  function local(moment) {
    return new Date(moment - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  }

  new MutationObserver(dress).observe(document.documentElement, { childList: true, subtree: true });
  dress();

  /** A link that works no more says so when it is opened, not when its form is filled in. */
  let checked = null;

  async function checkLink() {
    if (checked === location.href || !document.querySelector("[data-fragment]")) return;
    const opened = (checked = location.href);
    delete document.documentElement.dataset.link;
    if ((secret() && !(await hasEnded(secret()))) || checked !== opened) return;
    const left = document.activeElement?.closest("[data-by-link]");
    document.documentElement.dataset.link = "ended";
    left?.nextElementSibling.focus();
  }

  /** Whether the server says so. Without an answer the form stays, and tells when it is sent. */
  async function hasEnded(token) {
    try {
      const response = await fetch("/api/lms/auth/link-check", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ token }),
        credentials: "same-origin",
      });
      return response.ok && !(await response.json()).is_usable;
    } catch {
      return false;
    }
  }

  function secret() {
    try {
      return decodeURIComponent(location.hash.slice(1));
    } catch {
      return location.hash.slice(1);
    }
  }

  // The form may come later than this script, and another link may be opened on the same page.
  new MutationObserver(checkLink).observe(document.documentElement, { childList: true, subtree: true });
  addEventListener("hashchange", checkLink);
  void checkLink();

  // Whoever comes back by the browser's button finds a form that can be sent again.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    checked = null;
    void checkLink();
    for (const button of document.querySelectorAll("form[data-api] [aria-busy]")) {
      busy.delete(button.form);
      button.disabled = false;
      button.removeAttribute("aria-busy");
    }
  });

  function fill(place, value) {
    if (value === undefined) return;
    if (place.localName === "input") place.value = value;
    else place.textContent = value;
  }

  function twin(form) {
    if (form.isConnected || !form.id) return form;
    return document.getElementById(form.id) ?? form;
  }

  function here() {
    return location.pathname + location.search;
  }

  function asked() {
    return new URLSearchParams(location.search).get("next");
  }

  /** A path of this site, whatever somebody wrote into a link; else the way home. */
  function inside(path) {
    if (!path.startsWith("/") || !URL.canParse(path, location.origin)) return "/";
    const target = new URL(path, location.origin);
    // "/.//elsewhere" stays here as a whole address; its path alone would lead elsewhere.
    const isOurs = target.origin === location.origin && !target.pathname.startsWith("//");
    return isOurs ? target.href : "/";
  }

  /** A whole navigation: the socket must connect anew with the new cookie. */
  function go(path) {
    location.assign(inside(path));
  }
})();
