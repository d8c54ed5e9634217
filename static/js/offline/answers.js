// The questions that the form asks while somebody types, answered on the phone with the server's tables.
import { now } from "./clock.js";
import { longDay, said } from "./words.js";
import { readNik } from "./rules.js";
import { priced } from "./prices.js";
import { districtName, search } from "./villages.js";

async function nik({ nik: typed }, rules) {
  const read = readNik(typed, rules.nik.provinces, new Date(now()).getFullYear());
  if (read.wrong) return { ok: false, message: rules.nik[read.wrong] };
  const code = [0, 2, 4].map((at) => read.digits.slice(at, at + 2)).join(".");
  return {
    ok: true, message: said.nik_read, matches: [], birth_date: read.birth, birth_date_text: longDay(read.birth),
    sex: read.sex, sex_text: read.sex === "F" ? said.female : said.male, district: (await districtName(code)) ?? said.elsewhere,
  };
}

export function answerer(rules) {
  return async ({ pathname, searchParams }, { body } = {}) => {
    if (pathname.endsWith("/nik-check")) return nik(JSON.parse(body), rules);
    if (pathname.endsWith("/price")) return priced(Object.fromEntries(body));
    return search(searchParams.get("q") ?? "", searchParams.get("near") ?? "");
  };
}
