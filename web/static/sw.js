// Keeps the site for offline use.
//
// Every file but the page itself is asked for by an address with the build's
// version in it, so a kept copy can never be out of date: cache first. The page
// itself is asked of the network first, so that a new build is seen at once.
//
// What the page keeps for itself (weights, features) is in caches of other names,
// "pawgrad-kept ...", which are left alone here.
"use strict";

const version = "{{version}}";
const files = {{files}};

// Several copies of the site may live on one host; the scope tells their caches apart.
const prefix = `pawgrad ${self.registration.scope} `;
const current = prefix + version;

// How long a slow network may keep a visitor waiting who has a kept copy, in milliseconds.
const patience = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(current);
    await cache.addAll(files.map((file) => new Request(file, { cache: "no-cache" })));
    await self.skipWaiting();
  })());
});

// A page of the build before may still be open and need its own files, so its cache stays; older ones go.
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const ours = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== current);
    await Promise.all(ours.slice(0, -1).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(request.mode === "navigate" ? page(request) : file(request));
});

async function page(request) {
  const kept = await (await caches.open(current)).match("./");
  if (!kept) return fetch(request);
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), patience);
  try {
    // A redirect must reach the browser as one, hence the request itself and not its address.
    const response = await fetch(request, { signal: giveUp.signal });
    return response.status < 500 ? response : kept;
  } catch {
    return kept;
  } finally {
    clearTimeout(timer);
  }
}

async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}
