// One sender on this phone at a time: a Web Lock, or a row with an expiry where the browser has none.
import { update } from "./database.js";

const NAME = "gendong-sender";
const LASTS_MS = 90_000;

// Runs `work(alive, sole)` alone and returns true, or false where another is at it. `alive()` prolongs; false: stop, it is
// another's turn. `sole`: whoever else began something is dead, for the browser lets one in at a time.
export async function alone(owner, work, { locks = navigator.locks, now = Date.now } = {}) {
  if (locks) {
    return locks.request(NAME, { ifAvailable: true }, async (lock) => {
      if (lock) await work(async () => true, true);
      return Boolean(lock);
    });
  }
  if (!(await take(owner, now))) return false;
  try {
    await work(() => take(owner, now));
  } finally {
    await update("settings", "sender", (row) => (row?.owner === owner ? null : undefined));
  }
  return true;
}

async function take(owner, now) {
  const row = await update("settings", "sender", (held) => {
    const free = !held || held.owner === owner || held.until <= now() || held.until > now() + 2 * LASTS_MS;
    return free ? { owner, until: now() + LASTS_MS } : undefined;
  });
  return row?.owner === owner;
}
