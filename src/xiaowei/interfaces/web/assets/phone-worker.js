// Home of the service worker: 发现问题 opens without a connection; whatever comes from the house goes first.
const CACHE = "xiaowei-phone";
const PAGE = "/phone/find/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => event.waitUntil(keepAll().catch(() => {})));

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const path = new URL(url).pathname;
  if (method !== "GET") return;
  if (mode === "navigate" && path.startsWith("/phone/")) event.respondWith(open(event.request, path));
  else if (path.startsWith("/static/")) event.respondWith(part(event.request));
});

async function open(request, path) {
  try {
    const answer = await fetch(request);
    if (path === PAGE) await keep(PAGE, answer);
    return answer;
  } catch (error) {
    return (await kept(PAGE)) || Promise.reject(error);
  }
}

async function part(request) {
  try {
    return await fetch(request);
  } catch (error) {
    return (await kept(request.url)) || Promise.reject(error);
  }
}

// The page and whatever it names of styles and scripts.
async function keepAll() {
  const page = await (await fetchAndKeep(PAGE)).text();
  const parts = page.matchAll(/(?:href|src)="(\/static\/[^"]+)"/g);
  await Promise.all([...parts].map(([, address]) => fetchAndKeep(address)));
}

async function fetchAndKeep(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  await keep(address, answer);
  return answer;
}

// A refusal, or the door in its place, takes the kept page away: who is let in no more finds nothing here.
async function keep(address, answer) {
  const cache = await caches.open(CACHE);
  if (answer.ok && !answer.redirected) await cache.put(address, answer.clone());
  else if (answer.status < 500) await cache.delete(address);
}

async function kept(address) {
  return (await caches.open(CACHE)).match(address, { ignoreVary: true, ignoreSearch: true });
}
