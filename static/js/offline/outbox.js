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

// Takes the oldest item that is due, for `owner` alone, and of those not `passed` in this round. Who is the `sole` sender
// need not wait for a lease to run out: who had it was killed.
export function lease(owner, now, { hurry, sole, passed }) {
  return within(["outbox"], "readwrite", async (t) => {
    const due = (await t.objectStore("outbox").getAll()).filter((each) => (item.isDue(each, now, hurry) || (sole && each.state === "leased")) && !passed.has(each.id));
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

// Somebody has read why it goes no further.
const READ = ["conflict", "discarded"];
export const understood = (id) => within(BOTH, "readwrite", async (t) => {
  const known = await t.objectStore("outbox").get(id);
  if (READ.includes(known.state)) await t.objectStore("outbox").put({ ...known, state: "settled", after: known.state });
  await stuckOf(t, id, (photo) => ({ ...photo, state: "given_up" }));
});

// Once more, what was refused again and again: an item, or photos of it.
export const retry = (id) => within(BOTH, "readwrite", async (t) => {
  const known = await t.objectStore("outbox").get(id);
  if (known.state === "quarantined") await t.objectStore("outbox").put(item.retried(known));
  await stuckOf(t, id, blob.again);
});

async function stuckOf(t, id, change) {
  for (const photo of await t.objectStore("blobs").index("item").getAll(id)) {
    if (photo.state === "stuck") await t.objectStore("blobs").put(change(photo));
  }
}

// Settled items leave after 30 days, with `keep` 0 at once, where room is needed. Work that is not settled never does.
export function sweep(now, keep = MONTH_MS) {
  return within(ALL, "readwrite", async (t) => {
    for (const each of await t.objectStore("outbox").getAll()) {
      if (each.state !== "settled" || (keep && (each.ackedAt ?? each.at) > now - keep)) continue;
      const photos = await t.objectStore("blobs").index("item").getAll(each.id);
      if (photos.some((photo) => ["waiting", "stuck"].includes(photo.state))) continue;
      await t.objectStore("outbox").delete(each.id);
      for (const photo of photos) await Promise.all(BLOB.map((store) => t.objectStore(store).delete(photo.sha)));
    }
  });
}

const needsSomebody = (each) => item.isStuck(each) && (each.state !== "held" || each.code === "update");

// How many people are not wholly at the server yet: those that go by themselves, and those that wait for somebody. Since when.
export async function counts() {
  const [known, photos] = await Promise.all([items(), blobs()]);
  const of = (state) => photos.filter((photo) => photo.state === state).map((photo) => photo.item);
  const broken = new Set([...known.filter(needsSomebody).map((each) => each.id), ...of("stuck")]);
  const unsent = new Set([...known.filter((each) => !item.isOver(each)).map((each) => each.id), ...of("waiting"), ...broken]);
  const oldest = known.find((each) => unsent.has(each.id))?.at ?? null;
  return { waiting: unsent.size - broken.size, broken: broken.size, oldest };
}

export const setting = (name) => get("settings", name);
