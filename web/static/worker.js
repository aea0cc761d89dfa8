// Runs the trainer program in a Web Worker.
//
// The page's boot script posts {module, lock} once: the compiled program, and the
// lock to hold as a sign of life. All other messages are the program's own; they
// wait here until it asks for them with pawgradReceive.
"use strict";

const version = self.location.search;
importScripts(`wasm_exec.js${version}`);

let receive = null;
const waiting = [];

globalThis.pawgradReceive = (f) => {
  receive = f;
  for (const data of waiting.splice(0)) f(data);
};

// The last lines that the program printed say why it ended, if it does.
const lastWordsLimit = 4000; // characters
let lastWords = "";
const decoder = new TextDecoder();
const writeSync = globalThis.fs.writeSync;
globalThis.fs.writeSync = (fd, bytes) => {
  lastWords = (lastWords + decoder.decode(bytes)).slice(-lastWordsLimit);
  return writeSync.call(globalThis.fs, fd, bytes);
};

async function run(module, lock) {
  if (navigator.locks) {
    // Before all else, or a worker that ends early would not be missed.
    await new Promise((held) => {
      navigator.locks.request(lock, () => {
        held();
        return new Promise(() => {}); // held until the worker ends
      });
    });
  }
  postMessage({ worker: "alive" });
  try {
    const go = new Go();
    const instance = await WebAssembly.instantiate(module, go.importObject);
    await go.run(instance);
  } catch (error) {
    lastWords = `${error}\n${lastWords}`;
  }
  postMessage({ worker: "exit", lastWords });
}

self.onmessage = (event) => {
  if (event.data.module) {
    run(event.data.module, event.data.lock);
  } else if (receive) {
    receive(event.data);
  } else {
    waiting.push(event.data);
  }
};
