// Whoever left without a network is signed out at the server as soon as there is one.
import { get, set } from "./database.js";

export async function finishLeaving() {
  if (!(await get("settings", "leaving"))) return;
  const page = await fetch("/logout", { redirect: "manual", cache: "no-store" });
  const token = page.ok && new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[name=csrf_token]")?.value;
  if (token) await fetch("/logout", { method: "POST", body: new URLSearchParams({ csrf_token: token }), redirect: "manual" });
  await set("settings", "leaving", false);
}
