// One sealed photo on the way to the server. Pure functions. waiting → done, or stuck after five same refusals until
// somebody has read it (given_up).
import { backoff, hasCome, SAME_REFUSALS } from "./item.js";

// These say something of who is signed in, or of the app, and nothing of the photo.
const NOT_OF_THE_PHOTO = new Set([401, 403, 404, 415, 426]);

export const isDue = (blob, now, hurry) => blob.state === "waiting" && (hurry || hasCome(blob.nextAt, now));

// `answer` is {status, body, offset, retryAfter}, or null.
export function answered(blob, answer, now, random) {
  if (blob.state === "done") return blob;
  if (!answer || answer.status >= 500 || NOT_OF_THE_PHOTO.has(answer.status)) {
    return { ...blob, tries: blob.tries + 1, unsure: true, nextAt: now + backoff(blob.tries, random) };
  }
  if (answer.status <= 201) return { ...blob, state: "done", code: "", offset: blob.size };
  if (answer.status === 202) return { ...blob, offset: Math.max(blob.offset, answer.body.received ?? 0), unsure: false, nextAt: 0 };
  if (answer.status === 409) return { ...blob, offset: answer.offset ?? 0, unsure: answer.offset === undefined, nextAt: now + 1000 };
  if (answer.status === 429) return { ...blob, nextAt: now + answer.retryAfter * 1000 };
  const same = blob.code === answer.body.code ? blob.same + 1 : 1;
  const told = { ...blob, code: answer.body.code, same, offset: 0, tries: blob.tries + 1, nextAt: now + backoff(blob.tries, random) };
  return same >= SAME_REFUSALS ? { ...told, state: "stuck" } : told;
}

export const again = (blob) => ({ ...blob, state: "waiting", offset: 0, tries: 0, same: 0, nextAt: 0, unsure: true });
