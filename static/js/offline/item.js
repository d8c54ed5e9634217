// One finished person on the way to the server: its states, and what each answer makes of it. Pure functions.
//
// ready → leased → acked → settled; held (sign in, update), needs_fix (422), conflict (409), quarantined.
// An item is settled when its receipt lies here AND the server has named it among its changes.
export const LEASE_MS = 60_000;
export const SAME_REFUSALS = 5;
const HELD_MS = 60_000;
const LONGEST_MS = 300_000;
const MOST_MS = 3_600_000;
const OVER = new Set(["acked", "settled"]);
const STUCK = new Set(["needs_fix", "conflict", "held", "quarantined", "discarded"]);

export function backoff(tries, random) {
  return Math.min(LONGEST_MS, 1000 * 2 ** tries) * (0.75 + random() / 2);
}

// Nothing waits longer than `most`: a moment further off was told by a clock that has been put right since.
export const hasCome = (at, now, most = MOST_MS) => at <= now || at > now + most;

export const isDue = (item, now, hurry) =>
  (item.state === "ready" && (hurry || hasCome(item.nextAt, now))) ||
  (item.state === "leased" && hasCome(item.until, now, LEASE_MS)) ||
  (item.state === "held" && item.code !== "update" && (hurry || hasCome(item.nextAt, now)));

export const isOver = (item) => OVER.has(item.state);
export const isStuck = (item) => STUCK.has(item.state);

export const leased = (item, owner, now) => ({ ...item, state: "leased", owner, until: now + LEASE_MS });

const later = (item, now, random) => ({ ...item, state: "ready", tries: item.tries + 1, nextAt: now + backoff(item.tries, random), code: "unreachable" });

function received(item, body, now) {
  const known = { receipt: body.receipt, digest: body.digest, number: body.number, enrolment: body.enrolment_id, ackedAt: now, code: "" };
  return { ...item, ...known, state: item.seen ? "settled" : "acked" };
}

function refused(item, { status, body }, now, random) {
  const same = item.code === body.code ? item.same + 1 : 1;
  const told = { ...item, code: body.code, same, tries: item.tries + 1 };
  if (same >= SAME_REFUSALS) return { ...told, state: "quarantined", status };
  return { ...told, state: "ready", nextAt: now + backoff(item.tries, random) };
}

const fields = (errors) => Object.keys(errors ?? {}).filter((name) => /^[\w-]{1,40}$/.test(name));

// What an administrator made of a sending that could not be read.
const CLOSED = {
  placed: (item, { number }) => ({ ...item, state: "settled", seen: true, after: item.state, number: number ?? item.number }),
  discarded: (item, { note }) => ({ ...item, state: "discarded", note: note ?? "" }),
  to_correct: (item, { draft_url: repair }) => ({ ...item, state: "needs_fix", repair }),
};

// It lies with an administrator; who may have decided already, if the first answer was lost.
function kept(item, id) {
  const mine = { ...item, quarantine: id };
  return item.heard?.quarantine_id === id ? CLOSED[item.heard.state](mine, item.heard) : mine;
}

const ANSWERS = {
  200: (item, { body }, now) => received(item, body, now),
  201: (item, { body }, now) => received(item, body, now),
  202: (item, { body }) => kept({ ...item, state: "quarantined", code: body.code }, body.quarantine_id),
  401: (item, _answer, now) => ({ ...item, state: "held", code: "sign_in", nextAt: now + HELD_MS }),
  403: (item, _answer, now) => ({ ...item, state: "held", code: "role", nextAt: now + HELD_MS }),
  404: (item, _answer, now) => ({ ...item, state: "held", code: "role", nextAt: now + HELD_MS }),
  409: (item, { body }, now) => (body.code === "different_content" ? { ...item, state: "conflict", code: body.code } : { ...item, state: "ready", code: body.code, nextAt: now + LONGEST_MS }),
  422: (item, { body }) => ({ ...item, state: "needs_fix", code: body.code, fields: fields(body.errors), repair: body.draft_url }),
  426: (item, { body }) => kept({ ...item, state: "held", code: "update" }, body.quarantine_id),
  429: (item, { retryAfter }, now) => ({ ...item, state: "ready", code: "busy", nextAt: now + retryAfter * 1000 }),
};

// `answer` is {status, body, retryAfter}, or null where nothing, or nothing of ours, came back.
export function answered(item, owner, answer, now, random) {
  const receipt = answer && answer.status <= 201;
  if (isOver(item) || (item.owner !== owner && !receipt)) return item;
  if (!answer || answer.status >= 500) return later(item, now, random);
  return (ANSWERS[answer.status] ?? refused)(item, answer, now, random);
}

const isWithAdministrator = (item) => item.state === "quarantined" || (item.state === "held" && item.code === "update");

// The server names it: what waits for its receipt goes on asking for one, the rest is settled.
export function seen(item, change) {
  if (change.state in CLOSED) {
    if (isOver(item)) return item;
    return isWithAdministrator(item) && item.quarantine === change.quarantine_id ? CLOSED[change.state](item, change) : { ...item, heard: change };
  }
  const known = { ...item, seen: true, number: change.number ?? item.number, decision: change.state ?? item.decision };
  const through = (["acked", "needs_fix", "discarded"].includes(item.state) || isWithAdministrator(item)) && Boolean(change.enrolment_id);
  return through ? { ...known, state: "settled", after: item.state } : known;
}

// It was refused again and again, and somebody asks once more.
export const retried = (item) => ({ ...item, state: "ready", tries: 0, same: 0, nextAt: 0 });

// After the server was restored and lacks it: from the beginning.
export const again = (item) => ({ ...item, state: "ready", seen: false, receipt: undefined, tries: 0, same: 0, nextAt: 0, owner: undefined });
