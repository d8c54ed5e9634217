// Villages, occupations and prices, kept for when there is no network. A table's version is in its address.
import { get, update, within } from "./database.js";
import { call } from "./network.js";
import { withRoom } from "./room.js";

const API = "/api/v1";

// `offered`: {name: {url, version}} as the server said at check-in; what is new is fetched.
export async function refresh(offered) {
  for (const [name, { url, version }] of Object.entries(offered ?? {})) {
    if ((await get("reference", name))?.version === version) continue;
    const answer = await call("GET", url.replace(API, ""));
    if (answer?.status === 200) await withRoom(() => update("reference", name, () => ({ version, table: answer.body })));
  }
}

export const table = async (name) => (await get("reference", name))?.table ?? null;

// All tables whose name begins so: one a regency.
export function tables(beginning) {
  return within(["reference"], "readonly", async (t) => {
    const names = (await t.objectStore("reference").getAllKeys()).filter((name) => name.startsWith(beginning));
    return Promise.all(names.map(async (name) => (await t.objectStore("reference").get(name)).table));
  });
}
