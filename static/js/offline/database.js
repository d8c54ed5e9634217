// The phone's own database. Opened when first asked, and again when the system closed it under us.
import { openDB } from "./idb.js";

export const NAME = "gendong";
let opening;

function upgrade(database) {
  database.createObjectStore("settings");
  database.createObjectStore("drafts", { keyPath: "id" });
  const outbox = database.createObjectStore("outbox", { keyPath: "id" });
  outbox.createIndex("state", "state");
  const blobs = database.createObjectStore("blobs", { keyPath: "sha" });
  blobs.createIndex("item", "item");
  database.createObjectStore("sealed"); // the photos themselves, apart: lists of them stay light
  database.createObjectStore("reference");
}

function forget() {
  opening = undefined;
}

function open() {
  opening ??= openDB(NAME, 1, {
    upgrade,
    terminated: forget,
    blocking(_old, _new, event) {
      event.target.close();
      forget();
    },
  }).catch((error) => {
    forget();
    throw error;
  });
  return opening;
}

export async function closeForTest() {
  (await open()).close();
}

// Runs `work(transaction)` in one transaction over `stores`: all of it happens, or nothing.
export async function within(stores, mode, work, durability = "relaxed") {
  for (let again = 0; ; again += 1) {
    const database = await open();
    let transaction;
    try {
      transaction = database.transaction(stores, mode, { durability });
    } catch (error) {
      forget();
      if (again || error.name !== "InvalidStateError") throw error;
      continue;
    }
    return finish(transaction, work);
  }
}

async function finish(transaction, work) {
  transaction.done.catch(() => {}); // what went wrong is thrown below
  try {
    const result = await work(transaction);
    await transaction.done;
    return result;
  } catch (error) {
    try {
      transaction.abort();
    } catch (over) {
      if (over.name !== "InvalidStateError") throw over;
    }
    throw transaction.error ?? error;
  }
}

export const get = (store, key) => within([store], "readonly", (t) => t.objectStore(store).get(key));
export const all = (store) => within([store], "readonly", (t) => t.objectStore(store).getAll());

// Changes one record by `change(record)`, read and written in one transaction; undefined leaves it as it is.
export function update(store, key, change, durability) {
  return within([store], "readwrite", async (t) => {
    const changed = change(await t.objectStore(store).get(key));
    if (changed !== undefined) await t.objectStore(store).put(changed, ...(t.objectStore(store).keyPath ? [] : [key]));
    return changed;
  }, durability);
}

export const set = (store, key, value) => update(store, key, () => value);

export async function isUsable() {
  if (!globalThis.indexedDB || !globalThis.crypto?.subtle) return false;
  return open().then(() => true, () => false);
}
