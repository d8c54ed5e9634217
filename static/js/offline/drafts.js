// Drafts, sealed to the key of whose they are: kept at each change, read again only with the PIN.
import { all, get, update, within } from "./database.js";
import { text, utf8 } from "./bytes.js";
import { seal, unseal } from "./seal.js";
import { askToLast, withRoom } from "./room.js";

export const draftsOf = async (person) => (await all("drafts")).filter((draft) => draft.person === person.id).sort((one, other) => one.at - other.at);
export const exists = async (id) => Boolean(await get("drafts", id));

// `photos`: by name, bytes that are new since the last time.
export async function keep(person, id, typed, photos) {
  const sealed = await seal(utf8(JSON.stringify(typed)), person.lock.open);
  const pictures = await Promise.all(Object.entries(photos).map(async ([name, bytes]) => [name, await seal(bytes, person.lock.open)]));
  const known = (before) => ({ ...before?.photos, ...Object.fromEntries(pictures) });
  await withRoom(() => update("drafts", id, (before) => ({ id, person: person.id, at: before?.at ?? Date.now(), sealed, photos: known(before) })));
  await askToLast();
}

export async function read(id, key) {
  const draft = await get("drafts", id);
  const typed = JSON.parse(text(await unseal(draft.sealed, key)));
  const photos = await Promise.all(Object.entries(draft.photos).map(async ([name, sealed]) => [name, await unseal(sealed, key)]));
  return { typed, photos };
}

export const discard = (id) => within(["drafts"], "readwrite", (t) => t.objectStore("drafts").delete(id));

export function discardAll(person) {
  return within(["drafts"], "readwrite", async (t) => {
    for (const draft of await t.objectStore("drafts").getAll()) if (draft.person === person.id) await t.objectStore("drafts").delete(draft.id);
  });
}
