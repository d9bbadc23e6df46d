/**
 * Images on their way into a text.
 */

export const TYPES = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const MOST_BYTES = 10_000_000;

/** @typedef {{status: number, body: any}} Answer */

/** @param {DataTransfer | null} data @returns {File[]} */
export function imagesIn(data) {
  return [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
}

/**
 * Why a file need not even be sent.
 * @param {File} file @returns {"tooLarge" | "unreadable" | null}
 */
export function refusal(file) {
  if (!TYPES.includes(file.type)) return "unreadable";
  return file.size > MOST_BYTES ? "tooLarge" : null;
}

/**
 * @param {string} api @param {File} file @param {(fraction: number) => void} onProgress @returns {Promise<Answer>}
 */
export function upload(api, file, onProgress) {
  return new Promise((resolve) => {
    // fetch cannot tell how far it is.
    const request = new XMLHttpRequest();
    request.open("POST", `${api}/community/images?alt=${encodeURIComponent(altOf(file))}`);
    request.setRequestHeader("Content-Type", file.type);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onload = () => resolve({ status: request.status, body: request.response });
    request.onerror = () => resolve({ status: 0, body: null });
    request.send(file);
  });
}

/** What an image's name says; a screenshot's says nothing. @param {File} file */
export function altOf({ name }) {
  const stem = name.replace(/\.[a-z0-9]+$/i, "").replaceAll(/[_-]+/g, " ").trim();
  return /^image$/i.test(stem) ? "" : stem.slice(0, 200);
}
