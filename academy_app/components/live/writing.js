/**
 * Says that the member is writing, as they type in a field that belongs to a channel.
 */
const EVERY = 3_000;

/** `say(channel)` is called with the first letter and then every few seconds at most. */
export function watchWriting(say, clock = Date.now) {
  const said = new Map();
  const hear = (event) => {
    const channel = event.target.closest?.("[data-writes]")?.dataset.writes;
    if (!channel || clock() - (said.get(channel) ?? -EVERY) < EVERY) return;
    said.set(channel, clock());
    say(channel);
  };
  document.addEventListener("input", hear);
  return () => document.removeEventListener("input", hear);
}
