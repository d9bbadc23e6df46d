globalThis.access = {
  /** How far the page is wider than the window, and what sticks out, but for what scrolls within itself. */
  overflow() {
    const width = document.documentElement.clientWidth;
    const scrolls = (node) =>
      node && node !== document.body && (/auto|scroll|hidden/.test(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
    const isOut = (node) => {
      const box = node.getBoundingClientRect();
      return access.isSeen(node) && box.width && box.right > width + 1 && !node.closest(".drawer") && !scrolls(node.parentElement);
    };
    const out = [...document.querySelectorAll("#app *")].filter(isOut);
    return [document.documentElement.scrollWidth - width, out.map((node) => node.outerHTML.slice(0, 120))];
  },

  /** What has focus, whether it can be seen, and whether one sees that it has it. */
  focused() {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const box = at.getBoundingClientRect();
    const style = getComputedStyle(at);
    const hasOutline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const middle = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
    return {
      html: at.outerHTML.slice(0, 140),
      isSeen: access.isSeen(at) && box.width > 0 && box.height > 0,
      isCovered: !(middle && (at.contains(middle) || middle.contains(at))),
      isMarked: hasOutline || style.boxShadow !== "none",
      number: [...document.querySelectorAll("*")].indexOf(at),
    };
  },

  /** How many stops Tab should make; of several radio buttons, one. */
  stops() {
    const all = document.querySelectorAll(":is(a[href], button, input, select, textarea, summary):not(#first-look *)");
    return [...all].filter((node) => access.isSeen(node) && !node.disabled && node.tabIndex >= 0 && node.type !== "hidden" && (node.type !== "radio" || node.checked)).length;
  },

  isSeen(node) {
    return node.checkVisibility({ visibilityProperty: true });
  },
};
