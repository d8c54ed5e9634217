// A finished person as a line: when it was, how it stands, and what can be done.
import { isOver } from "./item.js";
import { button, entry, link } from "./entry.js";
import { understood } from "./outbox.js";
import { clock, moment, said } from "./words.js";

function reason(item) {
  if (item.state === "ready") return item.tries ? said.again.replace("#", clock(item.nextAt)) : said.first_turn;
  if (item.state === "held") return said[`held_${item.code}`];
  if (item.state === "needs_fix") return [said.needs_fix, item.fields?.length ? said.fields.replace("#", item.fields.map(nameOf).join(", ")) : ""].join(" ");
  return said[item.state];
}

const names = JSON.parse(document.querySelector("[data-field-names]").dataset.fieldNames);
const nameOf = (field) => names[field.replace(/^heirs-\d+-/, "heirs-")] ?? field;

function steps(item, act) {
  if (item.state === "needs_fix" && item.repair?.startsWith("/")) return [link(said.repair, item.repair)];
  if (item.state === "conflict") return [button(said.understood, () => understood(item.id).then(act.changed))];
  if (item.state === "held" && item.code === "sign_in") return [link(said.sign_in, "/login?next=/offline/outbox")];
  return item.state === "ready" && item.tries ? [button(said.try_again, act.send)] : [];
}

export function itemEntry(item, photos, place, act) {
  const mine = photos.filter((photo) => photo.item === item.id);
  const badges = [item.fixed && item.state === "settled" ? "fixed" : item.state];
  if (isOver(item) && mine.some((photo) => photo.state === "waiting")) badges.push("photos");
  if (mine.some((photo) => photo.state === "stuck")) badges.push("stuck");
  const facts = [moment(item.at), item.photos ? said.photos.replace("#", item.photos) : "", reason(item)];
  const title = item.number ? said.number.replace("#", item.number) : said.person.replace("#", place);
  return entry(title, facts.filter(Boolean).join(" · "), badges, steps(item, act));
}
