// "HP ini": who uses it, changing over and leaving without a network, its room, a locked copy, a report.
import { sure } from "./confirm_here.js";
import { button, entry } from "./entry.js";
import { download } from "./export.js";
import { forgotten } from "./forgotten.js";
import { counts } from "./outbox.js";
import { current, leave, open, people, use } from "./people.js";
import { askFor } from "./pin_dialog.js";
import { report } from "./report.js";
import { measured } from "./room.js";
import { said } from "./words.js";

const at = (selector) => document.querySelector(selector);
const size = (bytes) => `${(bytes / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`;

async function signOut(changed) {
  const { waiting, broken } = await counts();
  const unsent = waiting + broken;
  if (!(await sure(unsent ? said.unsent.replace("#", unsent) : said.all_sent, said.sign_out))) return;
  await leave();
  changed();
}

async function takeOver(person, changed) {
  const answer = person.lock ? await askFor(person, (pin) => open(person, pin)) : null;
  if (answer?.chosen === "forgotten") await forgotten(person);
  else if (answer?.key) await use(person.id);
  changed();
}

async function showPeople(person, changed) {
  at("[data-who]").textContent = person?.name ?? "";
  at("[data-account]").textContent = person ? said.using.replace("#", person.name) : said.nobody;
  at("[data-sign-out]").hidden = !person;
  const others = (await people()).filter((each) => each.id !== person?.id && each.lock);
  at("[data-people]").replaceChildren(...others.map((each) => entry(each.name, "", [], [button(said.use, () => takeOver(each, changed))])));
}

async function showRoom() {
  const { used, quota, lasting } = await measured();
  at("[data-gauge]").value = quota ? Math.min(100, (100 * used) / quota) : 0;
  at("[data-room]").textContent = `${said.room.replace("#", size(used))} ${lasting ? said.lasting : said.passing}`;
}

export async function show(changed) {
  await showPeople(await current(), changed);
  await showRoom();
}

export function attend(changed) {
  at("[data-sign-out]").addEventListener("click", () => signOut(changed));
  at("[data-export]").addEventListener("click", download);
  at("[data-report]").addEventListener("click", async () => {
    at("[data-report-state]").textContent = (await report()) ? said.reported : said.not_reported;
  });
}
