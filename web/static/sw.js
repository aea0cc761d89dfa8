// Keeps the site for offline use, and may have runs use several cores: see isolated.
//
// Every file but the page itself is asked for by an address with the build's
// version in it, so a kept copy can never be out of date: cache first. The page
// itself is asked of the network first, so that a new build is seen at once.
//
// What the page keeps for itself (weights, features) is in caches of other names,
// "pawgrad-kept ...", which are left alone here.
"use strict";

const version = "{{version}}";

// The files to keep, by their addresses, with the SHA-256 of what they hold; of the programs also of what
// is packed in them, as some servers have the browser unpack them. A host may change the page itself.
const files = {{files}};
const sums = new Map(Object.entries(files).map(([file, sums]) => [new URL(file, self.registration.scope).href, sums]));

// Several copies of the site may live on one host; the scope tells their caches apart.
const prefix = `pawgrad ${self.registration.scope} `;
const current = prefix + version;

// How long a slow network may keep a visitor waiting who has a kept copy, in milliseconds.
const patience = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(current);
    await Promise.all([...sums.keys()].map(async (address) => {
      const whole = await checked(await fetch(address, { cache: "no-cache" }), address) ??
        await checked(await fetch(address, { cache: "reload" }), address);
      if (!whole) throw new Error(`${address} did not come whole`);
      await cache.put(address, whole);
    }));
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
  event.respondWith((request.mode === "navigate" ? page(request) : file(event)).then((response) => isolated(request, response)));
});

// isolated adds what has browsers keep the page and its workers apart from other sites: only then may
// threads share memory. A page in a frame stays as it came: what it is in decides for both.
const isolates = new URL(self.location).searchParams.has("isolate");

function isolated({ mode, destination }, response) {
  if (!isolates || response.type === "opaqueredirect" || response.type === "error" || mode === "navigate" && destination !== "document") return response;
  const headers = new Headers(response.headers);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

// Where the browser has come to forbid keeping anything, there is no copy.
const none = () => undefined;

async function page(request) {
  const kept = await caches.open(current).then((cache) => cache.match("./")).catch(none);
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

// checked gives a response again if it holds what it should, else nothing.
async function checked(response, address) {
  const expected = sums.get(address);
  if (!response.ok) return null;
  if (!expected?.length) return response;
  const content = await response.arrayBuffer().catch(() => null); // a copy cut short
  if (!content) return null;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const sum = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!expected.includes(sum)) return null;
  const headers = { "Content-Type": response.headers.get("Content-Type") ?? "", "Content-Length": content.byteLength };
  return new Response(content, { headers });
}

// A kept copy that is damaged is dropped, and another takes its place.
async function file(event) {
  const { request } = event;
  const kept = await caches.match(request).catch(none);
  if (!kept) return fetch(request);
  const whole = await checked(kept, request.url);
  if (whole) return whole;
  const cache = await caches.open(current);
  await cache.delete(request);
  const response = await fetch(request, { cache: "reload" });
  const copy = response.clone();
  event.waitUntil((async () => {
    const whole = await checked(copy, request.url);
    if (whole) await cache.put(request, whole);
  })());
  return response;
}
