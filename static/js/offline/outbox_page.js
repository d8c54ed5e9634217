// The outbox's page: kept up while one looks at it.
import { isUsable } from "./database.js";
import { listen, send } from "./delivery.js";
import { draftEntries } from "./draft_entry.js";
import { isOver } from "./item.js";
import { itemEntry } from "./item_entry.js";
import { blobs, items } from "./outbox.js";
import { current } from "./people.js";
import * as card from "./phone_card.js";
import { show as showStrip } from "./waiting.js";
import { said } from "./words.js";

const at = (selector) => document.querySelector(selector);

async function showItems() {
  const [all, photos] = await Promise.all([items(), blobs()]);
  const act = { send: () => send(true), changed: show };
  const waits = (item) => !isOver(item) || photos.some((photo) => photo.item === item.id && ["waiting", "stuck"].includes(photo.state));
  const line = (item) => itemEntry(item, photos, all.indexOf(item) + 1, act);
  const sent = all.filter((item) => !waits(item));
  at("[data-items]").replaceChildren(...all.filter(waits).map(line));
  at("[data-empty-outbox]").hidden = all.some(waits);
  at("[data-sent]").hidden = !sent.length;
  at("[data-sent] summary span").textContent = sent.length;
  at("[data-sent] ul").replaceChildren(...sent.reverse().map(line));
}

async function showDrafts() {
  const lines = await draftEntries(await current(), show);
  at("[data-drafts]").hidden = !lines.length;
  at("[data-drafts] ul").replaceChildren(...lines);
}

async function show() {
  await Promise.all([showItems(), showDrafts(), card.show(show), showStrip()]);
}

export default async function (page) {
  if (!(await isUsable())) {
    page.hidden = true;
    at("[data-unable]").hidden = false;
    return;
  }
  at("[data-send-now]").addEventListener("click", () => send(true));
  card.attend(show);
  listen((state) => {
    if (said[state]) at("[data-reach]").textContent = said[state];
    showItems();
  });
  await show();
}
