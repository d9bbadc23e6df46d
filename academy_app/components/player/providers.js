/** Providers whose players tell nothing: what they show is watched by the member's own mark. */
const UNTRACKED = new Set(["loom", "wistia"]);

/** @param {string} provider */
export const isTracked = (provider) => !UNTRACKED.has(provider);
