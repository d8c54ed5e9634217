// A copy of everything that is not at the server yet, as a file: each part is sealed to the server's key already.
import { text } from "./bytes.js";
import { isOver } from "./item.js";
import { blobs, items, sealed } from "./outbox.js";
import { phoneId } from "./phone_id.js";

export async function copy() {
  const [all, photos, phone] = await Promise.all([items(), blobs(), phoneId()]);
  const submissions = all.filter((item) => !isOver(item)).map((item) => ({ submission_id: item.id, at: new Date(item.at).toISOString(), sealed: item.sealed }));
  const unsent = photos.filter((photo) => photo.state !== "done");
  const waiting = await Promise.all(unsent.map(async ({ sha, item }) => ({ sha256: sha, submission_id: item, sealed: text(await sealed(sha)) })));
  return { format: "gendong-outbox-1", phone, made_at: new Date().toISOString(), submissions, blobs: waiting };
}

export async function download() {
  const made = await copy();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(made)], { type: "application/json" }));
  link.download = `gendong-${made.made_at.slice(0, 10)}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
