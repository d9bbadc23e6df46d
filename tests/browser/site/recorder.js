// Notes in each frame which of the two looks can be seen, and where the heading is.
globalThis.frames = [];
globalThis.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (!entry.hadRecentInput) {
      const nodes = entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 120));
      shifts.push({ value: entry.value, nodes });
    }
  }
}).observe({type: "layout-shift", buffered: true});
const box = (look, selector) => {
  const element = look?.querySelector(selector);
  const {x, y, width} = element?.getBoundingClientRect() ?? {};
  return element ? [x, y, width].map(Math.round).join() : null;
};
const note = () => {
  const looks = ["#first-look", "#app"].map((name) => document.querySelector(name));
  const seen = looks.map((look) => Boolean(look?.checkVisibility()));
  if (seen[0] || frames.length) {
    const shown = seen[0] ? looks[0] : looks[1];
    const [heading, main] = [box(shown, "h1"), box(shown, "main")];
    const scrolled = scrollY;
    const status = {first: seen[0], live: seen[1], heading, main, scrolled};
    const text = JSON.stringify(status);
    if (text !== globalThis.latest) frames.push(status);
    globalThis.latest = text;
  }
  requestAnimationFrame(note);
};
requestAnimationFrame(note);
