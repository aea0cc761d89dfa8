// Starts the page program and, on its request, trainers.
//
// The page program (page.wasm.gz) is Go; this script is the little that has to be
// there before it: fetch it under a truthful loading bar, start it, say clearly
// when the browser cannot. Afterwards it serves the program through one object,
// globalThis.pawgrad:
//
//   newTrainer()  returns a Worker that runs the trainer program. Set its
//                 onmessage, and its ondeath(sentence), called once if it could
//                 not start, crashed or vanished, but not after terminate().
//   ready()       the page program calls it when its first picture stands.
"use strict";

(() => {
  const build = document.querySelector('meta[name="pawgrad-build"]');
  const shell = document.getElementById("shell");
  const shellStatus = document.getElementById("shell-status");
  const shellProgress = document.getElementById("shell-progress");

  // Versioned addresses keep an old copy of one file from meeting a new one of another.
  const address = (file) => new URL(`${file}?v=${build.content}`, document.baseURI).href;

  // A function whose body is one SIMD instruction: (module (func (result v128) i32.const 0 i8x16.splat i8x16.popcnt)).
  const simdProbe = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]);

  // missing names what the browser lacks, or is empty.
  function missing() {
    if (typeof WebAssembly !== "object") return "WebAssembly";
    if (!WebAssembly.validate(simdProbe)) return "WebAssembly SIMD";
    if (typeof DecompressionStream !== "function") return "DecompressionStream";
    if (typeof Worker !== "function") return "Web Workers";
    return "";
  }

  const { fail, begin } = globalThis.pawgradShell; // of index.html

  // How long a download may be silent, in milliseconds. As long as something comes, it may take its time.
  const longestSilence = 30_000;

  // Lost is what the connection or the server is to blame for.
  class Lost extends Error {}

  // download gives a reader of the file's bytes that does not wait for ever.
  async function download(file, cache) {
    const giveUp = new AbortController();
    const within = async (promise) => {
      let silent = false;
      const watch = setTimeout(() => { silent = true; giveUp.abort(); }, longestSilence);
      try {
        return await promise;
      } catch (error) {
        throw new Lost(silent ? `nothing has come for ${longestSilence / 1000} seconds` : error.message);
      } finally {
        clearTimeout(watch);
      }
    };
    const response = await within(fetch(address(file), { signal: giveUp.signal, cache }));
    if (!response.ok) throw new Lost(`${file}: the server answered ${response.status}`);
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

  // mendAddress makes the address one that the page program can read: a % in the part behind # that is
  // not the beginning of a code stands for itself. Only the visitor's own typing brings one there.
  function mendAddress() {
    const mended = location.hash.replace(/%(?![0-9a-f]{2})/gi, "%25");
    if (mended !== location.hash) history.replaceState(history.state, "", mended);
  }

  let trainerProgram = null; // a promise of the module, shared by all workers

  // explain turns what a dying worker left behind into a sentence for its run's card.
  function explain(lastWords) {
    if (/out of memory|could not allocate|allocation failed|cannot allocate/i.test(lastWords)) {
      return "The trainer ran out of memory. Choose smaller images or a smaller batch, or close other tabs, and start the run again.";
    }
    const what = lastWords ? `: ${lastWords.trim().split("\n")[0].slice(0, 300)}` : "";
    return `The trainer stopped working${what}. Start the run again; if that does not help, reload the page.`;
  }

  // How long a worker may take to say that it lives, in milliseconds: long enough for a phone that starts
  // several at once.
  const patience = 60_000;

  function newTrainer() {
    const worker = new Worker(address("worker.js"));
    const terminate = worker.terminate.bind(worker);
    let over = false;
    worker.terminate = () => { over = true; terminate(); };
    const death = (lastWords) => {
      if (over) return;
      worker.terminate();
      // A death may be noticed before the page has had time to listen.
      queueMicrotask(() => worker.ondeath?.(explain(lastWords)));
    };

    // The worker holds a lock for as long as it lives: whoever gets it next knows that the worker is gone,
    // even when it went without an error.
    const lock = `pawgrad-trainer-${Date.now()}-${Math.random()}`;
    worker.addEventListener("message", (event) => {
      if (!event.data.worker) return;
      event.stopImmediatePropagation(); // not one of the program's messages
      if (event.data.worker === "alive") {
        clearTimeout(overdue);
        navigator.locks?.request(lock, () => death(""));
      }
      if (event.data.worker === "exit") death(event.data.lastWords);
    });
    // One that ends before it has the lock would never be missed.
    let overdue;
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      death(event.message || "the worker's script could not be loaded");
    });

    trainerProgram ??= compileProgram("trainer.wasm.gz", () => {});
    trainerProgram.then(
      (module) => {
        if (over) return;
        worker.postMessage({ module, lock });
        overdue = setTimeout(() => death("it did not start"), patience);
      },
      (error) => {
        trainerProgram = null; // the next trainer tries again
        death(`its program could not be loaded (${error.message})`);
      },
    );
    return worker;
  }

  async function start() {
    if (typeof Go !== "function") return; // wasm_exec.js did not come, which has been said
    begin();
    const lack = missing();
    if (lack) {
      fail(`This browser has no ${lack}, which Pawgrad needs to train. Please open the page in a current Chrome, Edge, Firefox or Safari.`);
      return;
    }
    // Now, and before the program hears of a change: these listen first.
    mendAddress();
    addEventListener("popstate", mendAddress);
    addEventListener("hashchange", mendAddress);
    // go-app reads its settings here: the folder that the site lives in.
    globalThis.goappGetenv = (key) => key === "GOAPP_ROOT_PREFIX" ? new URL(".", document.baseURI).pathname : undefined;

    const go = new Go();
    try {
      const module = await compileProgram("page.wasm.gz", (received, packed) => {
        const total = Number(packed ? build.dataset.packed : build.dataset.unpacked);
        shellProgress.value = Math.min(100, (100 * received) / total);
        const mb = (bytes) => (bytes / 1e6).toFixed(1);
        shellStatus.textContent = `Loading ${mb(received)} of ${mb(total)} MB …`;
      });
      shellProgress.removeAttribute("value");
      shellStatus.textContent = "Starting …";
      const instance = await WebAssembly.instantiate(module, go.importObject);
      go.run(instance).then(() => fail("Pawgrad has stopped because of a fault of its own. Reload the page to go on."));
    } catch (error) {
      fail(error instanceof Lost
        ? `Pawgrad could not be loaded (${error.message}). Check the connection and try again.`
        : "Pawgrad could not be started: its program is damaged. Try again; if that does not help, tell whoever runs this site.");
      console.warn(error); // what is damaged is of use to those alone who run the site
    }
  }

  // keepForOffline lets the page open without a network from the second visit on.
  async function keepForOffline() {
    if (!("serviceWorker" in navigator) || build.dataset.offline === "no") return;
    try {
      await navigator.serviceWorker.register(new URL("sw.js", document.baseURI));
    } catch (error) {
      console.warn("Pawgrad cannot be kept for offline use here:", error.message);
    }
  }

  globalThis.pawgrad = {
    newTrainer,
    ready() {
      performance.mark("pawgrad-ready"); // for measurements
      shell.remove();
      keepForOffline();
    },
  };
  start();
})();
