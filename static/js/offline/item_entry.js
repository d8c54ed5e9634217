// A finished person as a line: when it was, how it stands, and what can be done.
import { byThisPhone } from "./clock.js";
import { button, entry, link } from "./entry.js";
import { isOver } from "./item.js";
import { retry, understood } from "./outbox.js";
import { clock, moment, said } from "./words.js";

function reason(item) {
  if (item.state === "ready") return item.tries ? said.again.replace("#", clock(byThisPhone(item.nextAt))) : said.first_turn;
  if (item.state === "held") return said[`held_${item.code}`];
  if (item.state === "needs_fix") return [said.needs_fix, item.fields?.length ? said.fields.replace("#", item.fields.map(nameOf).join(", ")) : ""].join(" ");
  if (item.state === "discarded") return item.note ? said.discarded_why.replace("#", item.note) : said.discarded;
  return said[standing(item)];
}

// Refused again and again it is still on the phone alone; what the server keeps for an administrator is there too.
const standing = (item) => (item.state === "quarantined" && !item.quarantine ? "refused" : item.state);
const SETTLED = { needs_fix: "fixed", quarantined: "placed", held: "placed", discarded: "dropped" };
const badgeOf = (item) => (item.state === "settled" && SETTLED[item.after]) || standing(item);

const names = JSON.parse(document.querySelector("[data-field-names]").dataset.fieldNames);
const nameOf = (field) => names[field.replace(/^heirs-\d+-/, "heirs-")] ?? field;

function steps(item, stuck, act) {
  const seen = button(said.understood, () => understood(item.id).then(act.changed));
  const again = button(said.try_again, () => retry(item.id).then(act.send));
  if (standing(item) === "refused") return [again];
  if (item.state === "discarded") return [link(said.fill_in_again, "/offline"), seen];
  if (item.state === "needs_fix" && item.repair?.startsWith("/")) return [link(said.repair, item.repair)];
  if (item.state === "conflict") return [seen];
  if (item.state === "held" && item.code === "sign_in") return [link(said.sign_in, "/login?next=/offline/outbox")];
  if (item.state === "ready" && item.tries) return [button(said.try_again, act.send)];
  return stuck ? [again, seen] : [];
}

export function itemEntry(item, photos, place, act) {
  const mine = photos.filter((photo) => photo.item === item.id);
  const stuck = mine.some((photo) => photo.state === "stuck");
  const badges = [badgeOf(item)];
  if (isOver(item) && mine.some((photo) => photo.state === "waiting")) badges.push("photos");
  if (mine.some((photo) => ["stuck", "given_up"].includes(photo.state))) badges.push("stuck");
  const why = stuck && isOver(item) ? said.stuck : reason(item);
  const facts = [moment(item.at), item.photos ? said.photos.replace("#", item.photos) : "", why];
  const title = item.number ? said.number.replace("#", item.number) : said.person.replace("#", place);
  return entry(title, facts.filter(Boolean).join(" · "), badges, steps(item, stuck, act));
}
