// Room on the phone: asked to be kept, measured, and made where it runs out. Work that is not sent never goes.
import { within } from "./database.js";
import { note } from "./log.js";
import { sweep } from "./outbox.js";

export async function measured() {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return { used: usage, quota, lasting: (await navigator.storage?.persisted?.()) ?? false };
}

export async function askToLast() {
  if (navigator.storage?.persist && !(await navigator.storage.persisted())) await navigator.storage.persist();
}

const isFull = (error) => error?.name === "QuotaExceededError";

// What the server surely has goes first; without the shell the app would not open any more, so that goes last.
const WAYS = [
  () => sweep(Date.now(), 0),
  () => within(["reference"], "readwrite", (t) => t.objectStore("reference").clear()),
  async () => Promise.all((await caches.keys()).map((name) => caches.delete(name))),
];

// Does `work`; where the phone is full, gives up what can be had again, step by step.
export async function withRoom(work) {
  for (const makeRoom of WAYS) {
    try {
      return await work();
    } catch (error) {
      if (!isFull(error)) throw error;
      await makeRoom();
    }
  }
  return work().catch(async (error) => {
    if (isFull(error)) await note("full").catch(() => {}); // no room to say that there is none
    throw error;
  });
}
