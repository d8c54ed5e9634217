// The phone tells the server how it is, and hears who is signed in, which life the server lives, and which tables are new.
import { learn, now } from "./clock.js";
import { set } from "./database.js";
import * as network from "./network.js";
import * as outbox from "./outbox.js";
import { met } from "./people.js";
import { phoneId } from "./phone_id.js";
import { refresh } from "./reference.js";
import { offer } from "./restored.js";
import { measured } from "./room.js";
import { lines } from "./log.js";
import { VERSION } from "./version.js";

export const AN_HOUR = 3_600_000;

// By the phone's own clock, for the server to see how wrong it is.
async function health() {
  const [counts, room, events] = await Promise.all([outbox.counts(), measured(), lines()]);
  return {
    version: VERSION, now: new Date().toISOString(), waiting: counts.waiting, needs_fix: counts.broken,
    oldest_at: counts.oldest && new Date(counts.oldest).toISOString(),
    storage_used: Math.round(room.used), storage_quota: Math.round(room.quota), persisted: room.lasting,
    last_error: events.findLast((line) => line.n >= 0)?.code ?? null,
  };
}

// "online", or "sign_in_first" where no agent is signed in: nothing can be sent then.
export async function checkIn(by = { outbox, net: network, now }) {
  const answer = await network.tell("PUT", `/phones/${await phoneId()}`, await health());
  if ([401, 403, 404].includes(answer?.status)) return "sign_in_first";
  if (answer?.status !== 200) return "online"; // what else is wrong here does not keep work from being sent
  await learn(answer.body.now);
  await met(answer.body.person, answer.body.ticket);
  await keys();
  await refresh(answer.body.reference);
  if (await offer(answer.body.life, by)) await set("settings", "checked", Date.now() + AN_HOUR);
  return "online";
}

async function keys() {
  const answer = await network.ask("/keys");
  const key = answer?.status === 200 && answer.body.keys.find((each) => each.kid === answer.body.current);
  if (key) await set("settings", "key", key);
}
