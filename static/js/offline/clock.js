// The time as the server has it: clocks of phones are wrong, some by years. Measured whenever the server answers.
import { get, set } from "./database.js";

const WORTH_IT_MS = 120_000;
const AN_HOUR = 3_600_000;
const LASTS_MS = 90 * 24 * AN_HOUR; // of a phone that says it heard nothing for longer, the clock was put right meanwhile
let ahead = 0;

export const now = () => Date.now() - ahead;
export const byThisPhone = (at) => at + ahead;

export async function learn(told) {
  const [known, off] = [await get("settings", "clock"), Date.now() - Date.parse(told)];
  if (Number.isNaN(off)) return;
  ahead = Math.abs(off) < WORTH_IT_MS ? 0 : off;
  const since = Date.now() - (known?.at ?? 0);
  if (Math.abs(since) > AN_HOUR || Math.abs(known.ahead - ahead) > WORTH_IT_MS) await set("settings", "clock", { at: Date.now(), ahead });
}

// What was measured last, where it still can be true.
export async function recall() {
  const known = await get("settings", "clock");
  const since = Date.now() - (known?.at ?? 0);
  ahead = known && since >= 0 && since < LASTS_MS ? known.ahead : 0;
}
