// Villages of the branch's regencies by a few letters, nearest first: the server's search, over the tables kept here.
import { tables } from "./reference.js";

const MOST = 12;
const KIND = /^(?:kelurahan|kel|desa|nagari|gampong|kampung|kp) (?=.)/;
const SHORT = /^Kabupaten (Administrasi )?|(?<=^Kota )Administrasi /;
const TITLE = /^(?:Nagari|Kelurahan|Desa Adat|Desa|Gampong|Kampung Adat|Kampung) (?=.)/;

export function fold(text) {
  const plain = text.replace(/['’‘`]/g, "").normalize("NFKD").replace(/[^\x00-\x7f]/g, "");
  return plain.toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
}

function* listed(regencies) {
  for (const { path, districts } of regencies) {
    const regency = path.replace(SHORT, "");
    for (const { name, villages } of districts) {
      const district = name.replace(/^(?:Kecamatan|Distrik) /, "");
      for (const [code, title] of villages) {
        yield { code, name: title, path: `${district}, ${regency}`, folded: fold(title.replace(TITLE, "")), above: ` ${fold(`${district} ${regency}`)}` };
      }
    }
  }
}

let index;

async function villages() {
  index ??= [...listed(await tables("villages-"))];
  if (!index.length) index = undefined;
  return index ?? [];
}

const closeness = (village, name) => (village.folded === name ? 0 : village.folded.startsWith(name) ? 1 : 2);
const ring = (village, near) => (near && village.code.startsWith(`${near}.`) ? 0 : near && village.code.startsWith(`${near.slice(0, 5)}.`) ? 1 : 2);

function nearestFirst(found, name, near) {
  const rank = (each) => [ring(each, near), closeness(each, name)];
  return found.sort((one, other) => {
    const [[a, b], [c, d]] = [rank(one), rank(other)];
    return a - c || b - d || (one.folded < other.folded ? -1 : one.folded > other.folded ? 1 : one.code < other.code ? -1 : 1);
  });
}

// All of the text a name, else a name and then words of what it lies in.
function ranked(all, text, near) {
  const words = text.split(" ");
  const chosen = new Map();
  for (let count = words.length; count > 0; count -= 1) {
    const [name, rest] = [words.slice(0, count).join(" "), words.slice(count)];
    if (name.length < 2 || chosen.size >= MOST) break;
    const found = all.filter((each) => (` ${each.folded}`).includes(` ${name}`) && rest.every((word) => each.above.includes(` ${word}`)));
    nearestFirst(found, name, near).slice(0, MOST).forEach((each) => chosen.set(each.code, each));
  }
  return [...chosen.values()].slice(0, MOST);
}

export async function search(typed, near) {
  const all = await villages();
  const text = fold(typed);
  const found = ranked(all, text, near);
  const again = !found.length && KIND.test(text) ? ranked(all, text.replace(KIND, ""), near) : found;
  return again.map(({ code, name, path }) => ({ code, name, path }));
}

export async function pathOf(code) {
  const found = (await villages()).find((each) => each.code === code);
  return found ? `${found.name}, ${found.path}` : "";
}

export async function districtName(code) {
  for (const { path, districts } of await tables("villages-")) {
    const found = districts.find((each) => each.code === code);
    if (found) return `${found.name.replace(/^(?:Kecamatan|Distrik) /, "")}, ${path.replace(SHORT, "")}`;
  }
  return null;
}
