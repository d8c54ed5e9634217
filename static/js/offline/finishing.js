// "Selesai": what was typed, and its photos, are sealed to the server's key and put into the outbox; the draft is gone.
import { get } from "./database.js";
import { sha256, utf8 } from "./bytes.js";
import { finish } from "./outbox.js";
import { seal } from "./seal.js";
import { withRoom } from "./room.js";

const NOT_CONTENT = /^(place_|intent$)/;

async function sealedPhoto(file, id, key) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const data = utf8(await seal(bytes, key));
  return { sha: await sha256(data), plain: await sha256(bytes), item: id, data, size: data.length, state: "waiting", offset: 0, tries: 0, same: 0, nextAt: 0 };
}

function content(typed) {
  return Object.fromEntries(Object.entries(typed).filter(([name, value]) => value !== "" && !NOT_CONTENT.test(name)));
}

// `photos`: [name, file]. The id of the item.
export async function seal_up(person, typed, photos) {
  const key = await get("settings", "key");
  const blobs = await Promise.all(photos.map(([, file]) => sealedPhoto(file, typed.submission_id, key)));
  const named = Object.fromEntries(photos.map(([name], at) => [name, blobs[at].plain]));
  const sealed = await seal(utf8(JSON.stringify({ ...content(typed), ...named, ticket: person.ticket })), key);
  const item = { id: typed.submission_id, person: person.id, at: Date.now(), kid: key.kid, sealed, photos: blobs.length, state: "ready", tries: 0, same: 0, nextAt: 0, code: "", seen: false };
  await withRoom(() => finish(item, blobs, item.id));
  return item.id;
}
