// The price by looking it up: the server has laid out every amount; nothing is computed here but the sum over months.
import { now } from "./clock.js";
import { table, tables } from "./reference.js";
import { readAmount } from "./rules.js";
import { fold } from "./villages.js";
import { said } from "./words.js";

const FILLER = /^(?:seorang|sebagai|kerja|bekerja|profesi) /;

// The sector of what people write: an occupation is known by its first words, the longest name wins.
export function sectorOf(text, occupations) {
  const names = new Map(occupations.flatMap((each) => [each.label, ...each.aliases].map((name) => [fold(name), each.sector])));
  const words = fold(text).replace(FILLER, "").split(" ");
  for (let count = words.length; count > 0; count -= 1) {
    const found = names.get(words.slice(0, count).join(" "));
    if (found) return found;
  }
  return "other";
}

const ordinal = (month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;

// [[months, rupiah a month], …] from `month` (YYYY-MM) on, or null where the table does not reach.
export function stretches(rates, { funding, sector, programmes, income, months, month }) {
  const laidOut = rates.tables[rates.table_of[`${funding}.${sector}.${programmes}`]];
  const first = ordinal(month) - ordinal(rates.first);
  if (!laidOut || first < 0 || first + months > laidOut.length) return null;
  const runs = [];
  for (let at = first; at < first + months; at += 1) {
    const bracket = Math.max(rates.brackets[at].findLastIndex((from) => (from ?? 0) <= income), 0);
    const amount = laidOut[at][bracket];
    if (runs.length && runs.at(-1)[1] === amount) runs.at(-1)[0] += 1;
    else runs.push([1, amount]);
  }
  return runs;
}

// The largest part, in percent, that a relief takes off in one of the months; the amounts are told without it.
export function relief(rates, { funding, sector, months, month }) {
  const first = ordinal(month) - ordinal(rates.first);
  return Math.max(0, ...(rates.reliefs?.[`${funding}.${sector}`] ?? []).slice(first, first + months));
}

const ZONES = { 5: "Asia/Makassar", 6: "Asia/Makassar", 7: "Asia/Makassar", 8: "Asia/Jayapura", 9: "Asia/Jayapura" };

// The contribution month it is now where the village lies.
export function monthThere(village, at = new Date(now())) {
  const borneo = /^6[12]/.test(village);
  const timeZone = borneo ? "Asia/Jakarta" : (ZONES[village[0]] ?? "Asia/Jakarta");
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit" }).formatToParts(at);
  const part = (type) => parts.find((each) => each.type === type).value;
  return `${part("year")}-${part("month")}`;
}

async function fundingOf({ payer, fund_code: code = "" }) {
  if (payer !== "fund") return payer;
  const funds = (await tables("funds-")).flat();
  return funds.find((each) => each.code === code.trim().toUpperCase())?.funding;
}

const nothing = (note) => ({ lines: [], total: said.none, note });

export async function priced(asked) {
  const income = readAmount(asked.monthly_income ?? "");
  if (!income) return nothing(said.income_first);
  const [rates, occupations, funding] = [await table("rates"), await table("occupations"), await fundingOf(asked)];
  if (!rates || !occupations || !funding) return nothing(said.price_later);
  const sector = sectorOf(asked.occupation ?? "", occupations);
  const month = monthThere(asked.village_code ?? "");
  const about = { funding, sector, programmes: asked.programmes, income, months: Number(asked.months), month };
  const runs = stretches(rates, about);
  if (!runs) return nothing(said.price_later);
  const lines = runs.map(([count, amount]) => ({ label: count > 1 ? said.each.replace("#", count) : said.month, amount }));
  const percent = relief(rates, about);
  const note = percent ? said.relief.replace("#", percent) : "";
  return { lines, total: runs.reduce((sum, [count, amount]) => sum + count * amount, 0), note };
}
