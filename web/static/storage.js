// Makes storage an extra.
//
// A browser may let a page keep nothing: cookies are blocked, the window is a private one, the page is in a
// frame of another site. Then localStorage, caches or navigator.locks are missing, throw as soon as they are
// looked at, refuse whatever they are asked, or never answer. The page's program reads them through Go's
// syscall/js, which what a getter throws goes straight through, and go-app reads localStorage by itself. So
// each is tried before the program starts, and what does not work is replaced: short texts are remembered
// for as long as the page is open; caches and locks are taken away, which the program knows how to do
// without.
//
// globalThis.pawgradStorage is a promise that all of it has been tried.
"use strict";

(() => {
  // How long an answer may take, in milliseconds. What works answers at once, but a browser that has just
  // been started on a busy machine has taken more than five seconds for its first.
  const patience = 25_000;

  // put has a name mean a value from now on, whatever it meant before.
  function put(owner, name, value) {
    try {
      Object.defineProperty(owner, name, { value, configurable: true });
    } catch (error) {
      console.warn(`Pawgrad cannot do without ${name} here:`, error.message);
    }
  }

  // memory is a Storage that forgets all when the page is closed.
  function memory() {
    const texts = new Map();
    return {
      get length() { return texts.size; },
      key: (index) => [...texts.keys()][index] ?? null,
      getItem: (key) => texts.get(`${key}`) ?? null,
      setItem: (key, text) => { texts.set(`${key}`, `${text}`); },
      removeItem: (key) => { texts.delete(`${key}`); },
      clear: () => texts.clear(),
    };
  }

  // texts gives a Storage of the browser's if it can be read, or else one of our own.
  function texts(name) {
    try {
      const storage = globalThis[name];
      for (let i = 0; i < storage.length; i++) storage.getItem(storage.key(i));
      storage.getItem("");
      return storage;
    } catch {
      return memory();
    }
  }

  // works reports whether something can be asked for, and answers.
  async function works(ask) {
    let timer;
    try {
      const late = new Promise((_, refuse) => { timer = setTimeout(() => refuse(new Error("no answer")), patience); });
      await Promise.race([ask(), late]);
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  async function guard() {
    for (const name of ["localStorage", "sessionStorage"]) put(globalThis, name, texts(name));
    const name = `pawgrad-try-${Math.random()}`;
    const [caching, locking] = await Promise.all([
      works(() => caches.has(name)),
      works(() => navigator.locks.request(name, { ifAvailable: true }, () => {})),
    ]);
    try {
      void navigator.storage;
    } catch {
      put(navigator, "storage", undefined);
    }
    if (!caching) put(globalThis, "caches", undefined);
    if (!locking) put(navigator, "locks", undefined);
  }

  globalThis.pawgradStorage = guard();
})();
