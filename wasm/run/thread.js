// Runs one more thread: a Web Worker that does its share of what the worker that made it computes, in the same memory.
// The first message has the memory and what modules import; others bring modules, take them away, or call one.
"use strict";

let imports = null;
let memory = null;
let meeting = null; // addresses of the numbers by which threads wait for each other
const functions = new Map();

function word(at) {
  return [new Int32Array(memory.buffer), at / Int32Array.BYTES_PER_ELEMENT];
}

// call runs this thread's share. Where it stops, the others would wait for it: they are told.
function call(run, args) {
  try {
    run(...args);
  } catch {
    Atomics.store(...word(meeting.broken), 1);
    Atomics.notify(...word(meeting.round));
  }
  Atomics.sub(...word(meeting.inside), 1);
  Atomics.notify(...word(meeting.inside));
}

onmessage = ({ data }) => {
  if (data.memory) {
    ({ memory, meeting } = data);
    imports = {
      [data.env]: { [data.memoryName]: memory, [data.clock]: () => performance.now() },
      [data.math]: Math,
    };
    postMessage("ready");
  } else if (data.module) {
    functions.set(data.id, new WebAssembly.Instance(data.module, imports).exports[data.run]);
  } else if (data.args) {
    call(functions.get(data.id), data.args);
  } else {
    functions.delete(data.id);
  }
};
