// Starts the page program and, on its request, trainers.
//
// The page program (page.wasm.gz) is Go; this script is the little that has to be
// there before it: fetch it under a truthful loading bar, start it, say clearly
// when the browser cannot. Afterwards it serves the program through one object,
// globalThis.pawgrad:
//
//   newTrainer()  returns a Worker that runs the trainer program. Set its
//                 onmessage, and its ondeath(sentence), called once with what
//                 happened if it could not start, crashed or vanished, but not
//                 after terminate(). What to do is the page program's to say.
//   speech        the language to start in, and its catalogue
//   catalogue(language)  gives the catalogue of another one, a promise
//   ready()       the page program calls it when its first picture stands.
//   busy(n)       the page program says how many trainers are at work.
//   apart()       says whether runs may compute on several cores here: "", or else
//                 why not, "off", "insecure", "framed", "refused", or "later".
"use strict";

(() => {
  const build = document.querySelector('meta[name="pawgrad-build"]');
  const { fail, begin, served, language, say } = globalThis.pawgradShell; // of index.html
  const shell = document.getElementById("shell");
  const shellStatus = document.getElementById("shell-status");
  const shellProgress = document.getElementById("shell-progress");

  // Versioned addresses keep an old copy of one file from meeting a new one of another.
  const address = (file) => new URL(`${file}?v=${build.content}`, document.baseURI).href;

  // A function whose body is one SIMD instruction: (module (func (result v128) i32.const 0 i8x16.splat i8x16.popcnt)).
  const simdProbe = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]);

  // lack says what the browser has not that the page needs, and what to do; it is empty if there is nothing.
  function lack() {
    if (typeof WebAssembly !== "object") return `${say("This browser has no WebAssembly, which Pawgrad needs to train.")} ${switchedOff()}`;
    if (!WebAssembly.validate(simdProbe)) return `${say("This browser has no WebAssembly SIMD, which Pawgrad needs to train.")} ${switchedOff()}`;
    const old = (what) => say("This browser has no %s, which Pawgrad needs. Please open the page in a current Chrome, Edge, Firefox or Safari.", what);
    if (typeof DecompressionStream !== "function") return old("DecompressionStream");
    if (typeof Worker !== "function") return old("Web Workers");
    return "";
  }

  // switchedOff says why a current browser may have no WebAssembly, or a slow one without SIMD, and how to make
  // an exception for this site.
  function switchedOff() {
    const edge = say("Edge's enhanced security switches it off: click “Added security” left of the address, then “Enhance security for this site”, switch it off there, and reload. (Or in Edge's settings: Privacy, search, and services; Enhance your security on the web; Never use enhanced security for these sites.)");
    const phone = say("Lockdown Mode switches it off: tap the symbol of the page's menu (aA) beside the address, open the website settings, switch off Lockdown Mode for this site, and reload.");
    const mac = say("Lockdown Mode switches it off: in Safari's menu choose Settings for this website, switch off Lockdown Mode, and reload.");
    const agent = navigator.userAgent;
    if (/Edg/.test(agent)) return edge;
    if (/iPhone|iPad|iPod/.test(agent)) return phone;
    if (/Macintosh/.test(agent) && !/Chrome|Firefox/.test(agent)) return navigator.maxTouchPoints > 1 ? phone : mac;
    return say("A security mode of the browser may switch it off, as Edge's enhanced security and Apple's Lockdown Mode do: make an exception for this site there, and reload. If there is none, please open the page in a current Chrome, Edge, Firefox or Safari.");
  }

  // How long a download may be silent, in milliseconds. As long as something comes, it may take its time.
  const longestSilence = 30_000;

  // watchFor calls f when so many milliseconds have passed, and returns what ends the watch. If it is called
  // much later than it should be, the machine has slept or the tab was frozen: then the time begins anew.
  function watchFor(milliseconds, f) {
    let timer, began;
    const begin = () => {
      began = performance.now();
      timer = setTimeout(() => (performance.now() - began > 1.5 * milliseconds ? begin() : f()), milliseconds);
    };
    begin();
    return () => clearTimeout(timer);
  }

  // Lost is what the connection or the server is to blame for.
  class Lost extends Error {}

  // download gives a reader of the file's bytes that does not wait for ever.
  async function download(file, cache) {
    const giveUp = new AbortController();
    const within = async (promise) => {
      let silent = false;
      const endWatch = watchFor(longestSilence, () => { silent = true; giveUp.abort(); });
      try {
        return await promise;
      } catch (error) {
        throw new Lost(silent ? say("nothing has come for %s seconds", longestSilence / 1000) : error.message);
      } finally {
        endWatch();
      }
    };
    const response = await within(fetch(address(file), { signal: giveUp.signal, cache }));
    if (!response.ok) throw new Lost(say("%s: the server answered %s", file, response.status));
    const reader = response.body.getReader();
    return { read: () => within(reader.read()) };
  }

  // compileProgram fetches a gzip-compressed WebAssembly program and compiles it as it arrives.
  // onProgress gets the number of bytes so far and whether they are still compressed: some servers
  // declare a .gz file as a compressed transfer, and then the browser has unpacked it already.
  // A copy that the browser has kept may be damaged: one that does not compile is fetched anew.
  async function compileProgram(file, onProgress) {
    try {
      return await compileOnce(file, onProgress, "default");
    } catch (error) {
      if (error instanceof Lost) throw error;
      return compileOnce(file, onProgress, "reload");
    }
  }

  async function compileOnce(file, onProgress, cache) {
    const reader = await download(file, cache);
    const first = await reader.read();
    if (first.done) throw new Error(`${file} is empty`);
    let lost = null; // a compiler that is told of an error makes one of its own of it
    const packed = first.value[0] === 0x1f && first.value[1] === 0x8b;
    let received = 0;
    const pass = (controller, chunk) => {
      received += chunk.byteLength;
      onProgress(received, packed);
      controller.enqueue(chunk);
    };
    let stream = new ReadableStream({
      start(controller) { pass(controller, first.value); },
      async pull(controller) {
        const { done, value } = await reader.read().catch((error) => { lost = error; throw error; });
        if (done) controller.close(); else pass(controller, value);
      },
    });
    if (packed) stream = stream.pipeThrough(new DecompressionStream("gzip"));
    try {
      return await WebAssembly.compileStreaming(new Response(stream, { headers: { "Content-Type": "application/wasm" } }));
    } catch (error) {
      throw lost ?? error;
    }
  }

  // catalogue gives what the page says in a language, as JSON; nothing of English, which needs none.
  async function catalogue(language) {
    if (language === "en") return "";
    const reader = await download(`say/${language}.json.gz`, "default");
    const chunks = [];
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) chunks.push(chunk.value);
    const packed = chunks[0]?.[0] === 0x1f;
    const stream = new Blob(chunks).stream();
    return new Response(packed ? stream.pipeThrough(new DecompressionStream("gzip")) : stream).text();
  }

  // mended makes the part of an address behind # one that the page program can read: a % that is
  // not the beginning of a code stands for itself. Only the visitor's own typing brings one there.
  const mended = (hash) => hash.replace(/%(?![0-9a-f]{2})/gi, "%25");

  function mendAddress() {
    if (mended(location.hash) !== location.hash) history.replaceState(history.state, "", mended(location.hash));
  }

  let trainerProgram = null; // a promise of the module, shared by all workers

  // The page holds a lock for as long as it is open: what its workers write onto the disk is named
  // after it, so that others can tell what is of use to nobody any more.
  let page = ""; // where there are no locks
  function holdPage() {
    if (!navigator.locks) return;
    page = `pawgrad-page-${Date.now()}-${Math.random()}`;
    navigator.locks.request(page, () => new Promise(() => {})).catch(() => {});
  }

  // explain turns what a dying worker left behind into a sentence.
  function explain(lastWords) {
    if (/out of memory|could not allocate|allocation failed|cannot allocate/i.test(lastWords)) {
      return "It ran out of memory. Closing other tabs gives it more.";
    }
    const what = lastWords ? `: ${lastWords.trim().split("\n")[0].slice(0, 300)}` : "";
    return `It stopped working${what}.`;
  }

  // A page whose origin is opaque, as that of a sandboxed frame, is of another origin than its own files.
  const sandboxed = globalThis.origin === "null";

  // startWorker starts the worker's script. A sandboxed page may not start it from its address, but from a
  // Blob that loads it. One that is isolated might not get it with the headers that it needs, should the service
  // worker have gone; a Blob's worker is as isolated as its page.
  function startWorker() {
    const script = address("worker.js");
    if (!sandboxed && !globalThis.crossOriginIsolated) return new Worker(script);
    const loads = `self.pawgradAddress = ${JSON.stringify(script)}; importScripts(self.pawgradAddress);`;
    const url = URL.createObjectURL(new Blob([loads], { type: "text/javascript" }));
    const worker = new Worker(url);
    worker.addEventListener("message", () => URL.revokeObjectURL(url), { once: true });
    return worker;
  }

  // How long a worker may take to say that it lives, in milliseconds: long enough for a phone that starts
  // several at once.
  const patience = 60_000;

  // A worker that has no lock is asked now and then whether it is there, and answers between two steps of its
  // work. So many questions without an answer are several times what the slowest step takes.
  const pingEvery = 15_000, pingsUnanswered = 20; // milliseconds; some minutes together

  function newTrainer() {
    const worker = startWorker();
    const terminate = worker.terminate.bind(worker);
    let over = false, endWatch = () => {}, pings;
    worker.terminate = () => {
      over = true;
      endWatch();
      clearInterval(pings);
      terminate();
    };
    const death = (lastWords) => {
      if (over) return;
      worker.terminate();
      // A death may be noticed before the page has had time to listen.
      queueMicrotask(() => worker.ondeath?.(explain(lastWords)));
    };
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      death(event.message || "the worker's script could not be loaded");
    });

    // A worker that the browser ends, for want of memory, goes without an error. It holds a lock for as long as it
    // lives: whoever gets it next knows that the worker is gone. Where locks are refused there are only questions,
    // and also where the page does not see the lock that the worker has: that is so once the site's storage has been
    // cleared under the page, and the page would get it at once.
    const lock = navigator.locks ? `pawgrad-trainer-${Date.now()}-${Math.random()}` : undefined;
    let unanswered = 0;
    const ask = () => {
      pings = setInterval(() => {
        if (unanswered++ === pingsUnanswered) death("it no longer answers");
        else worker.postMessage({ ping: true });
      }, pingEvery);
    };
    const watch = async () => {
      const { held } = await navigator.locks.query();
      if (!held.some(({ name }) => name === lock)) throw new Error("another lock");
      await navigator.locks.request(lock, () => death(""));
    };
    worker.addEventListener("message", (event) => {
      unanswered = 0;
      const { worker: sign, held, lastWords } = event.data;
      if (!sign) return;
      event.stopImmediatePropagation(); // not one of the program's messages
      if (sign === "exit") death(lastWords);
      if (sign !== "alive") return;
      endWatch();
      if (held) watch().catch(ask);
      else ask();
    });

    trainerProgram ??= compileProgram("trainer.wasm.gz", () => {});
    trainerProgram.then(
      (module) => {
        if (over) return;
        worker.postMessage({ module, lock, page, threads: navigator.hardwareConcurrency });
        endWatch = watchFor(patience, () => death("it did not start"));
      },
      (error) => {
        trainerProgram = null; // the next trainer tries again
        death(`its program could not be loaded (${error.message})`);
      },
    );
    return worker;
  }

  async function start() {
    // What another script failed to do has been said.
    if (!served || typeof Go !== "function" || !globalThis.pawgradStorage) return;
    begin();
    const lacking = lack();
    if (lacking) {
      fail(lacking);
      return;
    }
    // Now, and before the program hears of a change: these listen first.
    mendAddress();
    addEventListener("popstate", mendAddress);
    addEventListener("hashchange", mendAddress);
    // go-app reads its settings here: the folder that the site lives in.
    globalThis.goappGetenv = (key) => key === "GOAPP_ROOT_PREFIX" ? new URL(".", document.baseURI).pathname : undefined;

    const go = new Go();
    const speech = catalogue(language).then((catalogue) => ({ language, catalogue }), (error) => {
      console.warn(error);
      return { language: "en", catalogue: "" };
    });
    try {
      const module = await compileProgram("page.wasm.gz", (received, packed) => {
        const total = Number(packed ? build.dataset.packed : build.dataset.unpacked);
        shellProgress.value = Math.min(100, (100 * received) / total);
        const mb = (bytes) => (bytes / 1e6).toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
        shellStatus.textContent = say("Loading %s of %s MB …", mb(received), mb(total));
      });
      shellProgress.removeAttribute("value");
      shellStatus.textContent = say("Starting …");
      const instance = await WebAssembly.instantiate(module, go.importObject);
      globalThis.pawgrad.speech = await speech;
      await globalThis.pawgradStorage;
      holdPage();
      const stopped = () => fail(say("Pawgrad has stopped because of a fault of its own. Reload the page to go on."));
      go.run(instance).then(stopped, stopped);
    } catch (error) {
      fail(whyNot(error));
      console.warn(error); // what is damaged is of use to those alone who run the site
    }
  }

  // whyNot says why the program could not be started, and what to do.
  function whyNot(error) {
    if (!(error instanceof Lost)) {
      return say("Pawgrad could not be started: its program is damaged. Try again; if that does not help, tell whoever runs this site.");
    }
    if (sandboxed) { // its own site's server has to allow what another site asks for
      return say("Pawgrad could not be loaded into this closed frame (%s). Open it in a tab of its own: %s", error.message, location.href);
    }
    return say("Pawgrad could not be loaded (%s). Check the connection and try again.", error.message);
  }

  // keepForOffline lets the page open without a network from the second visit on.
  async function keepForOffline() {
    if (!("serviceWorker" in navigator) || build.dataset.offline === "no") {
      refused = true;
      return;
    }
    try {
      navigator.serviceWorker.addEventListener("controllerchange", isolate);
      await navigator.serviceWorker.register(new URL(isolates ? "sw.js?isolate" : "sw.js", document.baseURI));
    } catch (error) {
      refused = true;
      console.warn("Pawgrad cannot be kept for offline use here:", error.message);
    }
  }

  // Threads may share memory only in a page that the browser keeps apart from other sites, which takes headers of
  // the server's. Few hosts send them; the service worker adds them, so the page is isolated from the first load on
  // that it answers for. On the first visit that is one that the page itself asks for: once in the life of the tab,
  // and only while nothing would be lost.
  const isolates = build.dataset.isolate === "yes";
  let refused = false; // by the browser or the server: there will be no service worker
  let trainers = 0; // at work
  let touched = false; // by the visitor
  const touches = ["pointerdown", "click", "keydown", "input", "change", "paste", "dragenter", "drop", "wheel", "touchstart"];
  const touch = () => {
    touched = true;
    for (const kind of touches) removeEventListener(kind, touch, true);
  };
  for (const kind of touches) addEventListener(kind, touch, { capture: true, passive: true });

  // reloadedAlready remembers that the page asks to be reloaded, and reports whether it has done so before. What
  // came by a reload has had its chance.
  function reloadedAlready() {
    const key = "pawgrad.reloaded";
    try {
      if (sessionStorage.getItem(key) || performance.getEntriesByType("navigation")[0]?.type === "reload") return true;
      sessionStorage.setItem(key, "yes");
      return false;
    } catch {
      return true;
    }
  }

  function isolate() {
    const inVain = !isolates || globalThis.crossOriginIsolated !== false || !globalThis.isSecureContext || framed;
    if (!inVain && !touched && trainers === 0 && !reloadedAlready()) location.reload();
  }

  const framed = globalThis.top !== globalThis || sandboxed;

  function apart() {
    if (globalThis.crossOriginIsolated) return "";
    if (!isolates) return "off";
    if (!globalThis.isSecureContext) return "insecure";
    if (framed) return "framed";
    // A page that the service worker has answered for and that is not isolated will never be.
    const answered = performance.getEntriesByType("navigation")[0]?.workerStart > 0;
    return refused || answered || globalThis.crossOriginIsolated === undefined ? "refused" : "later";
  }

  globalThis.pawgrad = {
    mended,
    newTrainer,
    catalogue,
    apart,
    busy(n) { trainers = n; },
    ready() {
      performance.mark("pawgrad-ready"); // for measurements
      shell.remove();
      keepForOffline();
    },
  };
  start();
})();
