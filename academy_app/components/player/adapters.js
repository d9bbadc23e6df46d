/**
 * One interface over the providers' players.
 *
 * Events: `ready`, `playing`, `paused`, `buffering`, `seeking`, `ended`, `rate`, `volume` {volume, muted},
 * `captions` (language or null), `blocked` (autoplay refused), `error` {kind: ErrorKind, code}.
 *
 * @typedef {"failed" | "not-found" | "not-embeddable" | "not-supported" | "not-identified"} ErrorKind
 *
 * @typedef {object} Adapter
 * @property {() => Promise<void> | void} play
 * @property {() => void} pause
 * @property {(seconds: number) => void} seek
 * @property {() => number} time Media seconds.
 * @property {() => number | null} duration Media seconds; null until known.
 * @property {() => number} rate
 * @property {(rate: number) => void} setRate
 * @property {() => {volume: number, muted: boolean}} volume Volume from 0 to 1.
 * @property {(volume: {volume?: number, muted?: boolean}) => void} setVolume
 * @property {(language: string | null) => void} captions A language tag, "" for the first one, null for none.
 * @property {() => void} destroy
 * @property {(event: string, listener: (detail?: any) => void) => () => void} on
 *
 * @typedef {object} Source
 * @property {string} provider @property {string} [key] @property {string} [hash] @property {string} [src]
 * @property {string} [title] @property {string} [poster] @property {string} [language]
 * @property {string} [youtubeHost] @property {number} at Where to begin. @property {number | null} [end]
 * @property {string | null} [captions] Whose captions to show from the start.
 * @property {() => Promise<import("./transcript.js").Transcript | null>} [words] Captions for a file.
 */

/**
 * Puts the provider's player into an element. The code of the other providers is not fetched.
 * @param {HTMLElement} host @param {Source} source
 * @returns {Promise<Adapter>}
 */
export async function openAdapter(host, source) {
  switch (source.provider) {
    case "youtube":
      return (await import("./youtube.js")).openYouTube(host, source);
    case "vimeo":
      return (await import("./vimeo.js")).openVimeo(host, source);
    case "loom":
    case "wistia":
      return (await import("./embed.js")).openEmbed(host, source);
    default:
      return (await import("./html5.js")).openHtml5(host, source);
  }
}
