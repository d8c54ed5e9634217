// The service worker. It touches GET of our own origin only, and of those only what is on its list: files that carry
// their digest, the shell, and the pages an agent works with, which it never keeps.
const CACHE = `gendong-${KEPT.version}`;
const LIMIT_MS = 3000;
const PAGES = [/^\/$/, /^\/home$/, /^\/login$/, /^\/account$/, /^\/enrolments(\/new|\/[0-9a-f-]{36}(\/edit|\/check)?)?$/, /^\/workers$/];
const files = new Set(KEPT.files);
const shell = new Set(KEPT.shell);

// Only what is surely ours: a stranger's network answers with a page of its own.
async function fetched(path) {
  const isPage = shell.has(path);
  const answer = await fetch(path, { cache: isPage ? "no-cache" : "default", credentials: "same-origin", redirect: "error" });
  const html = (answer.headers.get("Content-Type") ?? "").startsWith("text/html");
  const ours = isPage ? answer.headers.get("X-Gendong-Shell") === KEPT.version : !html;
  if (!answer.ok || !ours) throw new Error(`not ours: ${answer.status}`);
  return answer;
}

async function fill() {
  const cache = await caches.open(CACHE);
  await Promise.all([...shell, ...files].map(async (path) => cache.put(path, await fetched(path))));
}

async function sweep() {
  const old = (await caches.keys()).filter((name) => name.startsWith("gendong-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

const kept = (path) => caches.match(path, { cacheName: CACHE, ignoreVary: true });
const file = async (request, path) => (await kept(path)) ?? fetch(request);

async function page(request, path) {
  const wanted = path.startsWith("/enrolments/new") ? "/offline" : "/offline/outbox";
  const late = new Promise((_, fail) => setTimeout(fail, LIMIT_MS, new Error("late")));
  const given = new AbortController();
  const network = fetch(request, { signal: given.signal });
  try {
    return await Promise.race([network, late]);
  } catch {
    const instead = await kept(wanted);
    if (!instead) return network;
    network.catch(() => {});
    given.abort(); // or the next who asks for this page would wait for the same dead line
    return instead;
  }
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(sweep()));
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  if (event.data === "fill") event.waitUntil(fill());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (files.has(pathname)) event.respondWith(file(request, pathname));
  else if (request.mode !== "navigate") return;
  else if (shell.has(pathname)) event.respondWith(file(request, pathname));
  else if (PAGES.some((known) => known.test(pathname))) event.respondWith(page(request, pathname));
});
