// When to send: at the start, when the network or the page comes back, after something was finished, by the clock, by a button.
import { get, set } from "./database.js";
import { checkIn } from "./checkin.js";
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
  const there = await network.reached();
  if (!there) return say("offline");
  const due = hurry || ((await get("settings", "checked")) ?? 0) < Date.now();
  const state = due ? await checkIn(there.version) : "online";
  if (state !== "online") return say(state);
  const by = { outbox: spoken, net: network, now: Date.now, random: Math.random };
  await alone(owner, (alive) => round(owner, { ...by, alive }, due));
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

// One delivery at a time in this page; what asks meanwhile waits for the one that runs.
export function send(hurry = false) {
  if (running && hurry) return running.then(() => send(true));
  running ??= deliver(hurry).catch(async (error) => {
    await note("sender_failed").catch(() => {}); // the database itself may be what failed
    say("offline");
    console.info("sending failed", error.name);
  }).finally(async () => {
    running = undefined;
    await show().then(() => say("changed"), () => {}); // without a database there is nothing to show
  });
  return running;
}

export function start() {
  show();
  send();
  addEventListener("online", () => send(true));
  document.addEventListener("visibilitychange", () => document.hidden || send());
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data === "send" && send());
  const again = () => setTimeout(() => send().finally(again), EVERY_MS * (0.75 + Math.random() / 2));
  again();
}
