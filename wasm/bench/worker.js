// Runs a Go program in a Web Worker; the job comes in the worker's name. Programs of the benchmark answer for themselves;
// for others, which get arguments, the answer is what they print and how they exit.
importScripts("wasm_exec.js");
const go = new Go();
go.env = { JOB: self.name };
const args = JSON.parse(self.name).Args;
if (args) {
  const decoder = new TextDecoder();
  let output = "";
  globalThis.fs.writeSync = (_, bytes) => { output += decoder.decode(bytes); return bytes.length; };
  go.argv = ["program", ...args];
  go.exit = code => postMessage(JSON.stringify({ Output: output, ExitCode: code }));
}
WebAssembly.instantiateStreaming(fetch("worker.wasm"), go.importObject).then(r => go.run(r.instance));
