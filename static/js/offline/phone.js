// On every page of an agent: the service worker, the sender, the strip of what waits. None of it before the page has come
// to rest: who fills in the form online on a slow network does not pay for it.
const REST_MS = 1500;

const rested = () => new Promise((done) => {
  const wait = () => setTimeout(done, REST_MS);
  if (document.readyState === "complete") wait();
  else addEventListener("load", wait, { once: true });
});

export default async function (body) {
  if (!("shell" in body.dataset)) await rested();
  const { isUsable } = await import("./database.js");
  if (!(await isUsable())) return;
  const [{ start }, { register }] = await Promise.all([import("./delivery.js"), import("./worker.js")]);
  start();
  await register();
}
