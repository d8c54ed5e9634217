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

function asked(method, path, { type, content, headers = {}, patience = PATIENCE_MS } = {}) {
  return fetch(API + path, {
    method, body: content, redirect: "manual", cache: "no-store", credentials: "same-origin",
    signal: AbortSignal.timeout(patience), headers: { Accept: "application/json", ...(type ? { "Content-Type": type } : {}), ...headers },
  });
}

// Too large is what the server before our own says too, in its own words.
function told(answer, said) {
  if (answer.status === 413) return { code: "too_large", ...said };
  return said && (answer.ok || typeof said.code === "string" || answer.status === 401) ? said : null;
}

// {status, body, retryAfter, offset}, or null. Refusals carry a code, or they come from somebody in between.
export async function call(method, path, options) {
  try {
    const answer = await asked(method, path, options);
    const offset = answer.headers.has("Upload-Offset") ? Number(answer.headers.get("Upload-Offset")) : undefined;
    if (method === "HEAD") return parts(answer, offset);
    const said = told(answer, await body(answer));
    return said && { status: answer.status, body: said, retryAfter: waits(answer), offset: offset ?? said.received };
  } catch {
    return null; // no network, cut off, or not our JSON: all the same to who waits
  }
}

export const ask = (path) => call("GET", path);
export const tell = (method, path, value) => call(method, path, { type: "application/json", content: JSON.stringify(value) });

// Who answers: {there} with what our server says of itself, {stranger} where it is a hotel's page, {} where it is nobody.
export async function meet() {
  const nonce = crypto.randomUUID();
  const answer = await asked("GET", `/ping?nonce=${nonce}`, { patience: 10_000 }).catch(() => null);
  if (!answer || answer.status >= 500) return {};
  const said = await body(answer).catch(() => null);
  return answer.ok && said?.nonce === nonce ? { there: said } : { stranger: !said?.code };
}

export const reached = async () => (await meet()).there ?? null;

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
