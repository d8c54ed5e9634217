// The service worker: registered once a page has come to rest; a new one waits until nothing typed could be lost.
// With Background Sync the worker sends too, for which it needs modules.
const WORKER = "SyncManager" in globalThis ? ["/sw.js?sync", { type: "module" }] : ["/sw.js"];
const strip = () => document.querySelector("[data-new-version]");
const isDirty = () => document.querySelector("[data-changed]") !== null;

function offer(waiting) {
  const place = strip();
  if (!place || !waiting) return;
  const look = () => (place.hidden = isDirty());
  place.querySelector("button").onclick = () => waiting.postMessage("take over");
  document.addEventListener("input", look);
  look();
}

function watch(registration) {
  offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && navigator.serviceWorker.controller) offer(coming);
    });
  });
}

// Where room was needed the shell had to go: it comes back once there is signal and room.
async function fillAgain({ active }) {
  if (active && !(await caches.keys()).some((name) => name.startsWith("gendong-"))) active.postMessage("fill");
}

export async function register() {
  if (!navigator.serviceWorker) return;
  const before = navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => before && !isDirty() && location.reload());
  const registration = await navigator.serviceWorker.register(...WORKER);
  watch(registration);
  await fillAgain(registration);
}
