// Part of the service worker where the browser has Background Sync: it wakes the worker when there is signal again, also
// with no page open. Sends by the same rounds as pages do and under the same lock, so nothing goes twice.
import { learn, now } from "./clock.js";
import { alone } from "./lock.js";
import * as net from "./network.js";
import * as outbox from "./outbox.js";
import { round } from "./sender.js";

const owner = crypto.randomUUID();

// Fails where something still waits: the browser then asks again later.
async function deliver() {
  const { there } = await net.meet();
  if (!there) throw new Error("no signal");
  await learn(there.now);
  await alone(owner, (alive, sole) => round(owner, { outbox, net, now, random: Math.random, alive, sole }));
  if ((await outbox.counts()).waiting) throw new Error("something waits");
}

self.addEventListener("sync", (event) => event.waitUntil(deliver()));
