(hrefs) => {
  // The line of a bad phone is narrow: what every page begins with comes first, and what is asked for after that
  // follows just before it is through. Of the two large scripts, base is the smaller one.
  const first = document.querySelector('link[rel="modulepreload"][href^="/assets/base-"]');
  function follow() {
    for (const href of hrefs.splice(0)) {
      document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
    }
    for (const link of document.querySelectorAll('link[rel="stylesheet"][disabled]')) link.disabled = false;
  }
  first?.addEventListener("load", follow, { once: true });
  addEventListener("load", follow, { once: true });
}
