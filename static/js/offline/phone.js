// On every page of an agent: the service worker, the sender, the strip of what waits. None of it before the page has come
// to rest: who fills in the form online on a slow network does not pay for it.
const REST_MS = 1500;

const rested = () => new Promise((done) => {
  const wait = () => setTimeout(done, REST_MS);
  if (document.readyState === "complete") wait();
  else addEventListener("load", wait, { once: true });
});

async function change(id) {
  const [{ expect }, { isUsable }] = await Promise.all([import("./people.js"), import("./database.js")]);
  if (await isUsable()) await expect(id);
}

// Somebody signed in or out on this page: the phone must not take the next person for the one before.
async function whose(id) {
  addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.action.endsWith("/logout")) localStorage.setItem("left", "yes");
  });
  const before = localStorage.getItem("person");
  if (before && before !== id) await change(id);
  localStorage.setItem("person", id);
}

export default async function (body) {
  if (!crypto.subtle || !globalThis.indexedDB) return;
  if (!("shell" in body.dataset)) {
    await whose(body.dataset.phone);
    await rested();
  }
  const { isUsable } = await import("./database.js");
  if (!(await isUsable())) return;
  const [{ start }, { register }] = await Promise.all([import("./delivery.js"), import("./worker.js")]);
  start();
  await register();
}
