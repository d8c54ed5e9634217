// Who uses this phone. Their drafts are apart; the outbox is one, and sealed.
import { get, set, update } from "./database.js";
import { newLock, unlock } from "./pin.js";

const opened = new Map(); // private keys by person, as long as this page lives

export const people = async () => Object.values((await get("settings", "people")) ?? {});

// Who signed out on a page has left this phone too; the page could only leave a mark.
const LEFT = "left";

export async function current() {
  if (localStorage.getItem(LEFT)) await forgetWho();
  const id = await get("settings", "current");
  return ((await get("settings", "people")) ?? {})[id] ?? null;
}

export const use = (id) => set("settings", "current", id);

function change(id, values) {
  return update("settings", "people", (known = {}) => ({ ...known, [id]: { ...known[id], ...values } }));
}

// The server has said who is signed in: from now on they are the one who fills in here.
export async function met(person, ticket) {
  await change(person.id, { id: person.id, name: person.name, ticket });
  await use(person.id);
  localStorage.removeItem(LEFT);
}

async function forgetWho() {
  localStorage.removeItem(LEFT);
  await use(null);
}

// A page of the server is for `id`. Where somebody else was using the phone, what they fill in next is theirs no more.
export async function expect(id) {
  if ((await get("settings", "current")) === id) return;
  const known = (await get("settings", "people")) ?? {};
  await use(known[id] ? id : null);
  await set("settings", "checked", 0);
}

// Without a network nobody can be signed out at the server: a cookie asks it to, with the first request that comes through.
export async function leave() {
  opened.clear();
  document.cookie = "left=yes; path=/; max-age=1209600; samesite=lax";
  await set("settings", "current", null);
  await set("settings", "checked", 0);
}

export async function choosePin(person, pin) {
  await change(person.id, { lock: await newLock(pin) });
}

// The key to the drafts of `person`, or null for a wrong PIN.
export async function open(person, pin) {
  const key = await unlock(person.lock, pin);
  if (key) opened.set(person.id, key);
  return key;
}

export const keyOf = (person) => opened.get(person.id) ?? null;

export async function forgetPin(person) {
  opened.delete(person.id);
  await change(person.id, { lock: null });
}
