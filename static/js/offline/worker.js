// The service worker: registered once a page has come to rest; a new one waits until nothing typed could be lost.
const workers = navigator.serviceWorker;
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
      if (coming.state === "installed" && workers.controller) offer(coming);
    });
  });
}

// Where room was needed the shell had to go: it comes back once there is signal and room.
async function fillAgain({ active }) {
  if (active && !(await caches.keys()).some((name) => name.startsWith("gendong-"))) active.postMessage("fill");
}

// With Background Sync the worker sends too, for which it needs modules; browsers ask for those without cookies, so the
// language stands in the address.
function current() {
  if (!("SyncManager" in globalThis)) return workers.register("/sw.js");
  return workers.register(`/sw.js?sync=${document.documentElement.lang}`, { type: "module" });
}

// The shell's own pages may be older than a worker that waits: they take the one that is there.
const kept = async () => ("shell" in document.body.dataset ? workers.getRegistration() : undefined);

export async function register() {
  if (!workers) return;
  const before = workers.controller;
  workers.addEventListener("controllerchange", () => before && !isDirty() && location.reload());
  const registration = (await kept()) ?? (await current());
  watch(registration);
  await fillAgain(registration);
}
