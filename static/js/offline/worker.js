// The service worker: registered once a page has come to rest; a new one waits until nothing typed could be lost.
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

export async function register() {
  if (!navigator.serviceWorker) return;
  const before = navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => before && !isDirty() && location.reload());
  watch(await navigator.serviceWorker.register("/sw.js"));
}
