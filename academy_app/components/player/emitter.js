/**
 * A list of listeners by event name. What is told before anyone listens waits for the first listener: a provider
 * may be ready sooner than the code around it.
 * @returns {{on: (event: string, listener: (detail?: any) => void) => () => void,
 *            emit: (event: string, detail?: any) => void, clear: () => void}}
 */
export function createEmitter() {
  /** @type {Map<string, Set<(detail?: any) => void>>} */
  const listeners = new Map();
  /** @type {Map<string, any>} */
  const unheard = new Map();

  return {
    on(event, listener) {
      const known = listeners.get(event) ?? new Set();
      listeners.set(event, known.add(listener));
      if (unheard.has(event)) {
        const detail = unheard.get(event);
        unheard.delete(event);
        listener(detail);
      }
      return () => known.delete(listener);
    },
    emit(event, detail) {
      const known = [...(listeners.get(event) ?? [])];
      if (!known.length) unheard.set(event, detail);
      for (const listener of known) listener(detail);
    },
    clear() {
      listeners.clear();
      unheard.clear();
    },
  };
}
