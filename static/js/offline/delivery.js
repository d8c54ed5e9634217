// When to send: at the start, when the network or the page comes back, after something was finished, by the clock, by a button.
import { AN_HOUR, checkIn } from "./checkin.js";
import { learn, now } from "./clock.js";
import { get, set } from "./database.js";
import { hasCome } from "./item.js";
import { alone } from "./lock.js";
import { note } from "./log.js";
import * as network from "./network.js";
import * as outbox from "./outbox.js";
import { round } from "./sender.js";
import { show } from "./waiting.js";

const EVERY_MS = 30_000;
const owner = crypto.randomUUID();
const told = new EventTarget();
let running;

export const listen = (hear) => told.addEventListener("state", ({ detail }) => hear(detail));
const say = (detail) => told.dispatchEvent(new CustomEvent("state", { detail }));

async function deliver(hurry) {
  const { there, stranger } = await network.meet();
  if (!there) return say(stranger ? "stranger" : "offline");
  await learn(there.now);
  const due = hurry || hasCome((await get("settings", "checked")) ?? 0, Date.now(), AN_HOUR);
  const state = due ? await checkIn() : "online";
  if (state !== "online") return say(state);
  const by = { outbox: spoken, net: network, now, random: Math.random };
  await alone(owner, (alive, sole) => round(owner, { ...by, alive, sole }, due));
  return say(state);
}

// The outbox, saying after each answer that something has changed.
const spoken = {
  ...outbox,
  async answered(...all) {
    const item = await outbox.answered(...all);
    if (item?.state === "held") await set("settings", "checked", 0);
    if (item?.code && item.state !== "acked") await note(item.code, item.tries);
    await show();
    say("changed");
    return item;
  },
};

// What still waits is sent in the background, by browsers that can.
async function afterwards({ waiting }) {
  say("changed");
  const registration = waiting ? await navigator.serviceWorker?.getRegistration() : null;
  await registration?.sync?.register("send").catch(() => {}); // the browser may say no; pages send all the same
}

// One delivery at a time in this page; what asks meanwhile waits for the one that runs.
export function send(hurry = false) {
  if (running && hurry) return running.then(() => send(true));
  running ??= deliver(hurry).catch(async (error) => {
    await note("sender_failed").catch(() => {}); // the database itself may be what failed
    say("offline");
    console.info("sending failed", error.name);
  }).finally(async () => {
    running = undefined;
    await show().then(afterwards, () => {}); // without a database there is nothing to show
  });
  return running;
}

export function start() {
  show();
  send();
  addEventListener("online", () => send(true));
  document.addEventListener("visibilitychange", () => document.hidden || send());
  const again = () => setTimeout(() => send().finally(again), EVERY_MS * (0.75 + Math.random() / 2));
  again();
}
