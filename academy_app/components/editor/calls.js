/**
 * Requests to the REST API, answered by their status; 0 means that nothing came back.
 */

/** @typedef {{status: number, body: any, retryAfter: number}} Answer */

/** @param {string} method @param {string} address @param {object} [body] @param {RequestInit} [more] @returns {Promise<Answer>} */
export async function call(method, address, body, more = {}) {
  try {
    const response = await fetch(address, {
      method,
      headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
      credentials: "same-origin",
      ...more,
    });
    // An answer without a body may name a type all the same.
    const isJson = response.status !== 204 && /\bjson\b/.test(response.headers.get("Content-Type") ?? "");
    // A proxy's own page says nothing of our server.
    if (!isJson && response.status !== 204) return { status: response.status >= 500 ? response.status : 0, body: null, retryAfter: 0 };
    return {
      status: response.status,
      body: isJson ? await response.json() : null,
      retryAfter: Number(response.headers.get("Retry-After")) || 0,
    };
  } catch {
    return { status: 0, body: null, retryAfter: 0 };
  }
}

/** A refusal that no repetition will change. @param {number} status */
export function isFinal(status) {
  return status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);
}

/** @param {number} status */
export function isRight(status) {
  return status >= 200 && status < 300;
}
