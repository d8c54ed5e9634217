// The server, as far as it can be trusted to be ours: what is not JSON of our shape, redirects or times out is no answer.
const API = "/api/v1";
const PATIENCE_MS = 30_000;
export const PIECE = 65_536;

function waits(answer) {
  const seconds = Number(answer.headers.get("Retry-After"));
  return seconds > 0 ? Math.min(seconds, 3600) : 60;
}

async function body(answer) {
  const kind = answer.headers.get("Content-Type") ?? "";
  const told = kind.startsWith("application/json") ? await answer.json() : null;
  return told && typeof told === "object" ? told : null;
}

// How much of a photo the server has; what it does not know at all begins anew.
function parts({ status, headers }, offset) {
  if (status === 404) return { status, offset: 0, complete: false };
  return offset === undefined ? null : { status, offset, complete: headers.get("Upload-Complete") === "?1" };
}

// {status, body, retryAfter, offset}, or null. Refusals carry a code, or they come from somebody in between.
export async function call(method, path, { type, content, headers = {}, patience = PATIENCE_MS } = {}) {
  try {
    const answer = await fetch(API + path, {
      method, body: content, redirect: "manual", cache: "no-store", credentials: "same-origin",
      signal: AbortSignal.timeout(patience), headers: { Accept: "application/json", ...(type ? { "Content-Type": type } : {}), ...headers },
    });
    const offset = answer.headers.has("Upload-Offset") ? Number(answer.headers.get("Upload-Offset")) : undefined;
    if (method === "HEAD") return parts(answer, offset);
    const told = await body(answer);
    if (!told || (!answer.ok && typeof told.code !== "string" && answer.status !== 401)) return null;
    return { status: answer.status, body: told, retryAfter: waits(answer), offset: offset ?? told.received };
  } catch {
    return null; // no network, cut off, or not our JSON: all the same to who waits
  }
}

export const ask = (path) => call("GET", path);
export const tell = (method, path, value) => call(method, path, { type: "application/json", content: JSON.stringify(value) });

// Whether it is our server that answers, and not a hotel's page.
export async function reached() {
  const nonce = crypto.randomUUID();
  const answer = await call("GET", `/ping?nonce=${nonce}`, { patience: 10_000 });
  return answer?.status === 200 && answer.body.nonce === nonce ? answer.body : null;
}

// An answer that says yes must say to what; a stranger's does not.
const meant = (answer, yes) => (answer && answer.status < 300 && !yes(answer.body, answer.status) ? null : answer);

function accepted(id) {
  return (body, status) => (status === 202 ? typeof body.quarantine_id === "string" : typeof body.receipt === "string" && body.submission_id === id);
}

export async function submit({ id, sealed }) {
  const answer = await call("PUT", `/submissions/${id}`, { type: "application/jose", content: sealed });
  return meant(answer, accepted(id));
}

// The next piece of a photo, from where the server says it is.
export async function upload({ sha, data, offset }) {
  const end = Math.min(offset + PIECE, data.length);
  const range = `bytes ${offset}-${end - 1}/${data.length}`;
  const answer = await call("PUT", `/blobs/${sha}`, { type: "application/jose", content: data.slice(offset, end), headers: { "Content-Range": range } });
  return meant(answer, (body, status) => body.sha256 === sha && body.complete === (status !== 202));
}

export const uploaded = ({ sha }) => call("HEAD", `/blobs/${sha}`);
