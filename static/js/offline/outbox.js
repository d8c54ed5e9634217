// What is finished and sealed on this phone, in the database: items, and their photos apart.
import { all, get, update, within } from "./database.js";
import * as blob from "./blob.js";
import * as item from "./item.js";

const BLOB = ["blobs", "sealed"];
export const MONTH_MS = 30 * 24 * 3600 * 1000;
const BOTH = ["outbox", "blobs"];
const ALL = [...BOTH, "sealed"];

// In one go: the draft is gone, the sealed item and its sealed photos are here.
export function finish(entry, photos, draftId) {
  return within([...ALL, "drafts"], "readwrite", async (t) => {
    if (await t.objectStore("outbox").get(entry.id)) return;
    await t.objectStore("outbox").put(entry);
    for (const { data, ...photo } of photos) {
      await t.objectStore("blobs").put(photo);
      await t.objectStore("sealed").put(data, photo.sha);
    }
    await t.objectStore("drafts").delete(draftId);
  }, "strict");
}

const oldestFirst = (one, other) => one.at - other.at || (one.id < other.id ? -1 : 1);
const smallestFirst = (one, other) => one.size - other.size || (one.sha < other.sha ? -1 : 1);

export const items = async () => (await all("outbox")).sort(oldestFirst);
export const blobs = () => all("blobs");
export const sealed = (sha) => get("sealed", sha);

// Takes the oldest item that is due, for `owner` alone, and of those not `passed` in this round.
export function lease(owner, now, hurry, passed) {
  return within(["outbox"], "readwrite", async (t) => {
    const due = (await t.objectStore("outbox").getAll()).filter((each) => item.isDue(each, now, hurry) && !passed.has(each.id));
    if (!due.length) return null;
    const mine = item.leased(due.sort(oldestFirst)[0], owner, now);
    await t.objectStore("outbox").put(mine);
    return mine;
  });
}

export function answered(id, owner, answer, now, random) {
  return update("outbox", id, (each) => each && item.answered(each, owner, answer, now, random), "strict");
}

export async function nextBlob(now, hurry, passed) {
  const due = (await blobs()).filter((each) => blob.isDue(each, now, hurry) && !passed.has(each.sha));
  const [first] = due.sort(smallestFirst);
  return first ? { ...first, data: await sealed(first.sha) } : null;
}

export function blobAnswered(sha, answer, now, random) {
  return update("blobs", sha, (each) => each && blob.answered(each, answer, now, random), "strict");
}

export const blobAt = (sha, offset) => update("blobs", sha, (each) => each && { ...each, offset, unsure: false });

// What the server tells of items; the cursor moves with them, or not at all.
export function learn(changes, cursor) {
  return within([...BOTH, "settings"], "readwrite", async (t) => {
    for (const change of changes) {
      const known = await t.objectStore("outbox").get(change.submission_id);
      if (!known) continue;
      await t.objectStore("outbox").put(item.seen(known, change));
      await askedFor(t, change);
    }
    await t.objectStore("settings").put(cursor, "cursor");
  }, "strict");
}

async function askedFor(t, change) {
  for (const photo of await t.objectStore("blobs").index("item").getAll(change.submission_id)) {
    if (change.awaits?.includes(photo.plain) && photo.state === "done") await t.objectStore("blobs").put(blob.again(photo));
  }
}

// What the server had acknowledged in the last 30 days.
export async function acknowledged(now) {
  return (await items()).filter((each) => each.receipt && each.ackedAt > now - MONTH_MS);
}

// The server was restored and lacks these: they go again, and their photos, as do those of whom it never acknowledged
// (of the others it says itself which it awaits). Then its new life is known.
export function sendAgain(missing, life) {
  const lacks = new Set(missing);
  return within([...BOTH, "settings"], "readwrite", async (t) => {
    for (const known of await t.objectStore("outbox").getAll()) {
      if (known.receipt && !lacks.has(known.id)) continue;
      if (lacks.has(known.id)) await t.objectStore("outbox").put(item.again(known));
      for (const photo of await t.objectStore("blobs").index("item").getAll(known.id)) await t.objectStore("blobs").put(blob.again(photo));
    }
    await t.objectStore("settings").put(life, "life");
    await t.objectStore("settings").delete("cursor");
  }, "strict");
}

// Somebody has read that both contents lie at the server: the phone's part is done.
export const understood = (id) => update("outbox", id, (each) => (each?.state === "conflict" ? { ...each, state: "settled" } : undefined));

// Settled items leave after 30 days; `before` sooner, where room is needed. Work that is not settled never does.
export function sweep(now, keep = MONTH_MS) {
  return within(ALL, "readwrite", async (t) => {
    for (const each of await t.objectStore("outbox").getAll()) {
      if (each.state !== "settled" || (each.ackedAt ?? each.at) > now - keep) continue;
      const photos = await t.objectStore("blobs").index("item").getAll(each.id);
      if (photos.some((photo) => photo.state === "waiting")) continue;
      await t.objectStore("outbox").delete(each.id);
      for (const photo of photos) await Promise.all(BLOB.map((store) => t.objectStore(store).delete(photo.sha)));
    }
  });
}

// How many people are not at the server yet, and how many of those wait for a person.
export async function counts() {
  const [known, photos] = await Promise.all([items(), blobs()]);
  const unsent = new Set(known.filter((each) => !item.isOver(each)).map((each) => each.id));
  const broken = known.filter((each) => item.isStuck(each) && (each.state !== "held" || each.code === "update")).length;
  photos.filter((photo) => photo.state === "waiting").forEach((photo) => unsent.add(photo.item));
  return { waiting: unsent.size - broken, broken };
}

export const setting = (name) => get("settings", name);
