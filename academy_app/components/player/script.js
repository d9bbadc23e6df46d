/** @type {Map<string, Promise<void>>} */
const loading = new Map();

/**
 * Loads a provider's script once. A failure is forgotten, so that a second try is a real one.
 * @param {string} src
 * @returns {Promise<void>}
 */
export function loadScript(src) {
  const known = loading.get(src);
  if (known) return known;
  const promise = new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.async = true;
    script.onload = () => resolve(undefined);
    script.onerror = () => {
      loading.delete(src);
      script.remove();
      reject(new Error(`not loaded: ${src}`));
    };
    document.head.append(script);
  });
  loading.set(src, promise);
  return promise;
}
