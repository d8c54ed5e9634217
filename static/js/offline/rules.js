// The server's rules of the form, applied on the phone. The rules themselves come with the shell (agentapp/shell/rules.py).
const SEPARATORS = /[\s.\-'’]/g;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}]/gu;
const WORDS = { rb: 1000, ribu: 1000, k: 1000, jt: 1_000_000, juta: 1_000_000 };

export const clean = (text) => text.normalize("NFC").replace(/\s+/g, " ").replace(INVISIBLE, "").trim();

function realDay(year, month, day) {
  const made = new Date(Date.UTC(2000, month - 1, day));
  made.setUTCFullYear(year, month - 1, day);
  const same = made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
  return same && day > 0 ? made.toISOString().slice(0, 10) : null;
}

// What a NIK says: {digits, birth, sex}, or {wrong: which rule it breaks}. `year`: today's.
export function readNik(text, provinces, year) {
  const digits = text.replace(SEPARATORS, "");
  if (!/^[0-9]{16}$/.test(digits)) return { wrong: "format" };
  const [day, month, short] = [6, 8, 10].map((at) => Number(digits.slice(at, at + 2)));
  const female = day > 40;
  const century = short <= year % 100 ? 2000 : 1900;
  const birth = realDay(century + short, month, female ? day - 40 : day);
  if (!provinces.includes(digits.slice(0, 2))) return { wrong: "province" };
  if (digits.slice(2, 4) === "00" || digits.slice(4, 6) === "00") return { wrong: "wilayah" };
  if (!birth) return { wrong: "birth_date" };
  if (digits.slice(12) === "0000") return { wrong: "serial" };
  return { digits, birth, sex: female ? "F" : "M" };
}

// Whole rupiah of what people write, or null: 1500000, 1.500.000, Rp 1,5 juta.
export function readAmount(text) {
  const plain = text.toLowerCase().trim();
  if (/^(?:rp\.? ?)?(?:[0-9]{1,12}|[0-9]{1,3}(?:[. ][0-9]{3}){1,4})(?:,-|,00)?$/.test(plain)) {
    return Number(plain.replace(/,00$/, "").replace(/[^0-9]/g, ""));
  }
  const said = /^(?:rp\.? ?)?([0-9]{1,4})(?:[.,]([0-9]{1,3}))? ?(rb|ribu|k|jt|juta)$/.exec(plain);
  if (!said) return null;
  const part = (said[2] ?? "").padEnd(3, "0");
  return (Number(said[1]) * 1000 + Number(part)) * WORDS[said[3]] / 1000;
}

// Numbers that nobody can have. What only the library of the server knows, it judges when it comes.
export function looksLikePhone(text, mobile) {
  if (/[^\d\s+().\-–/]/.test(text)) return false;
  const digits = text.replace(/\D/g, "");
  const abroad = /^\s*(\+|00)/.test(text) && !/^(00)?62/.test(digits);
  if (abroad) return digits.length >= 8 && digits.length <= 17;
  const national = digits.replace(/^(00)?62/, "").replace(/^0/, "");
  return new RegExp(`^(?:${mobile})$`).test(national) || (/^[1-79]\d{6,11}$/.test(national) && !national.startsWith("8"));
}

function age(birth, today) {
  const [[year, month, day], [toYear, toMonth, toDay]] = [birth, today].map((text) => text.split("-").map(Number));
  return toYear - year - (toMonth < month || (toMonth === month && toDay < day) ? 1 : 0);
}

function wrongDay(text, { day, age: ages }, today) {
  const read = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!read || !realDay(...read.slice(1).map(Number))) return day.wrong;
  if (text < "1900-01-01" || text > today) return day.impossible;
  const years = age(text, today);
  if (years < ages.least) return ages.young.replace("#", years);
  return years >= ages.limit ? ages.old.replace("#", years) : "";
}

const KINDS = {
  nik(text, rules, today) {
    const read = readNik(text, rules.nik.provinces, Number(today.slice(0, 4)));
    return read.wrong ? rules.nik[read.wrong] : "";
  },
  phone: (text, rules) => (looksLikePhone(text, rules.phone.mobile) ? "" : rules.phone.wrong),
  amount(text, { amount }) {
    const read = readAmount(text);
    return Number.isInteger(read) && read > 0 && read <= amount.most ? "" : amount.wrong;
  },
  day: (text, rules, today) => wrongDay(text, rules, today),
  village: (text, rules) => (/^\d{2}\.\d{2}\.\d{2}\.\d{4}$/.test(text) ? "" : rules.village.wrong),
  email: (text, rules) => (/^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$/.test(text) ? "" : rules.email.wrong),
  letters: (text, rules) => (/\p{L}/u.test(text) ? "" : rules.letters.wrong),
};

function wrongWith(typed, rule, rules, today) {
  const text = clean(typed ?? "");
  if (!text) return rule.required ?? "";
  if (rule.most && [...text].length > rule.most) return rule.long;
  return KINDS[rule.kind]?.(text, rules, today) ?? "";
}

const HEIR = /^heirs-(\d+)-(\w+)$/;

function heirsOf(values) {
  const places = Object.keys(values).filter((name) => HEIR.test(name) && clean(values[name])).map((name) => HEIR.exec(name)[1]);
  return [...new Set(["0", ...places])];
}

// What is wrong, by field, as sentences. `values`: what was typed, by name; `today`: YYYY-MM-DD.
export function wrongs(values, rules, today) {
  const found = {};
  const look = (name, rule) => {
    const wrong = wrongWith(values[name], rule, rules, today);
    if (wrong) found[name] = wrong;
  };
  Object.entries(rules.fields).forEach(([name, rule]) => look(name, rule));
  for (const place of heirsOf(values)) Object.entries(rules.heir).forEach(([part, rule]) => look(`heirs-${place}-${part}`, rule));
  for (const [name, { payer, wrong }] of Object.entries(rules.code)) {
    if (values.payer === payer && !clean(values[name] ?? "")) found[name] = wrong;
  }
  return found;
}
