// Undoes the service worker: where the app is switched off, phones that have one get this, and are as before.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(undo()));

async function undo() {
  const names = (await caches.keys()).filter((name) => name.startsWith("gendong-"));
  await Promise.all(names.map((name) => caches.delete(name)));
  await self.registration.unregister();
}
