/** The tracker's JSON API: one call, one answer or one ApiError. */

const TIMEOUT_MS = 20000;

/** A refused or lost request. `reason` is the tracker's word, or "network" if nothing came back. */
export class ApiError extends Error {
  constructor(status, reason, code, details) {
    super(reason);
    this.status = status;
    this.reason = reason;
    this.code = code;
    this.details = details || {};
  }

  /** Whether the same request may be sent again as it is. */
  get lost() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** `tracker` is the path under which the tracker answers, such as "/". */
export function createApi(tracker, language) {
  const base = `${tracker.replace(/\/+$/, "")}/api/v1/`;
  let csrfToken = "";

  async function call(method, path, body) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    const headers = { Accept: "application/json", "Accept-Language": language };
    if (method !== "GET") headers["X-CSRFToken"] = csrfToken;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    try {
      const response = await fetch(base + path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: "no-store",
        credentials: "same-origin",
        signal: abort.signal,
      });
      return await read(response);
    } catch (problem) {
      if (problem instanceof ApiError) throw problem;
      throw new ApiError(0, "network", "network");
    } finally {
      clearTimeout(timer);
    }
  }

  /** Who is signed in; also fetches the token that every other request than GET needs. */
  async function session() {
    const answer = await call("GET", "session");
    csrfToken = answer.csrf_token;
    return answer;
  }

  return {
    session,
    csrfToken: () => csrfToken,
    get: (path) => call("GET", path),
    post: (path, body) => call("POST", path, body),
    put: (path, body) => call("PUT", path, body),
  };
}

async function read(response) {
  let body = null;
  try {
    body = await response.json();
  } catch (problem) {
    // A static host or a proxy answered with a page: whatever it says, it is not the tracker.
    throw new ApiError(response.ok ? 0 : response.status, "network", "network");
  }
  if (response.ok) return body;
  const error = body.error || {};
  throw new ApiError(response.status, error.reason || "other", error.code || "", error.details);
}

/** A random UUID (version 4); crypto.randomUUID is newer than the browsers we serve. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
