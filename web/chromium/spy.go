package chromium

// SpyOnWorkers is a script for tests, to be run before the page's own: it keeps every
// worker that the page starts in spiedWorkers, and in spiedStarts a [Start] for each run
// that one of them is told to train.
//
// A test that needs a moment in the middle of something defines spiedHold(kind, start).
// It is asked about every message that a worker sends, start being that of the worker's
// run, or empty. Once it says yes, that message is the last that the page hears of
// that worker, but that it lives: however fast it is, for the page and on the disk things then stand where
// they are. spiedRelease(hold) lets the page hear the rest, up to where another hold says yes, if
// there is one.
//
// spiedCheckpoints() promises the runs that have a checkpoint in the store.
const SpyOnWorkers = `
globalThis.spiedWorkers = [];
globalThis.spiedStarts = [];
globalThis.Worker = class extends Worker {
  #start;
  #unheard; // by the page, while it is held
  constructor(...args) {
    super(...args);
    spiedWorkers.push(this);
    this.addEventListener("message", (event) => this.#hear(event)); // before the page does
  }
  postMessage(message, ...rest) {
    super.postMessage(message, ...rest);
    if (!message.json?.includes('"kind":"Start"')) return;
    const { run, resume = false } = JSON.parse(message.json).body;
    this.#start = { run, resume, messages: 0, epochs: [], paused: false, done: false, held: false };
    spiedStarts.push(this.#start);
  }
  #hear(event) {
    const start = this.#start, { json } = event.data;
    if (this.#unheard && event.data.worker !== "pong") { // it lives
      this.#unheard.push(event.data);
      return event.stopImmediatePropagation();
    }
    const [, kind] = json?.match(/"kind":"(\w+)"/) ?? [];
    if (!kind) return;
    if (start) {
      start.messages++;
      if (kind === "EpochPoint") start.epochs.push(JSON.parse(json).body.epoch);
      if (kind === "Paused") start.paused = true;
      if (kind === "Done") start.done = true;
    }
    if (!globalThis.spiedHold?.(kind, start ?? {})) return;
    this.#unheard = [];
    if (start) start.held = true;
  }
  spiedRelease() {
    const unheard = this.#unheard ?? [];
    this.#unheard = undefined;
    if (this.#start) this.#start.held = false;
    for (const data of unheard) this.dispatchEvent(new MessageEvent("message", { data }));
  }
};
globalThis.spiedRelease = (hold) => {
  globalThis.spiedHold = hold;
  for (const worker of spiedWorkers) worker.spiedRelease();
};
globalThis.spiedCheckpoints = async () => {
  const runs = [];
  for (const name of await caches.keys()) {
    if (!name.includes(" rounds/")) continue;
    for (const { url } of await (await caches.open(name)).keys()) {
      const [, run] = url.match(/([^/]*)\.checkpoint$/) ?? [];
      if (run) runs.push(run);
    }
  }
  return runs;
};`

// KeptRecords is an expression for tests: it promises the texts of the records that the page
// keeps in Cache Storage, one for each run. A file that is replaced meanwhile has moved to its
// other place.
const KeptRecords = `(async function read() {
	const texts = [];
	for (const name of await caches.keys()) {
		if (!name.includes(" rounds/")) continue;
		const cache = await caches.open(name);
		for (const request of await cache.keys()) {
			if (!request.url.endsWith(".json")) continue;
			const response = await cache.match(request);
			if (!response) return read();
			texts.push(await response.text());
		}
	}
	return texts;
})()`

// TwoCores is a script for tests, to be run before the page's own: the page finds two
// cores, and so trains two runs at a time, whatever the machine has.
const TwoCores = `
Object.defineProperty(navigator, "hardwareConcurrency", { get: () => 2 });`

// Start is what became of a command to train a run.
type Start struct {
	Run    string
	Resume bool  // from a checkpoint
	Epochs []int // reported since
	Done   bool  // trained and tested
	Held   bool  // by spiedHold
}

// WentOn reports whether the run has gone on from a checkpoint: a run that had silently
// begun again would report its first epoch once more.
func (s Start) WentOn() bool { return s.Resume && len(s.Epochs) > 0 && s.Epochs[0] > 1 }
