package chromium

// SpyOnWorkers is a script for tests, to be run before the page's own: it keeps every
// worker that the page starts in spiedWorkers, and in spiedStarts a [Start] for each run
// that one of them is told to train.
//
// A test that needs a moment in the middle of a run defines spiedHold(start): once it is
// true of a run whose checkpoint the page has just been given, the page hears nothing more
// of that run. However fast the trainer is, for the page and on the disk the run then
// stands where it is. spiedCheckpoints() promises the runs that have a checkpoint in the
// store.
const SpyOnWorkers = `
globalThis.spiedWorkers = [];
globalThis.spiedStarts = [];
globalThis.Worker = class extends Worker {
  #start;
  constructor(...args) {
    super(...args);
    spiedWorkers.push(this);
    this.addEventListener("message", (event) => this.#hear(event)); // before the page does
  }
  postMessage(message, ...rest) {
    super.postMessage(message, ...rest);
    if (!message.json?.includes('"kind":"Start"')) return;
    const { run, resume = false } = JSON.parse(message.json).body;
    this.#start = { run, resume, epochs: [], done: false, held: false };
    spiedStarts.push(this.#start);
  }
  #hear(event) {
    const start = this.#start, { json } = event.data;
    if (start?.held) return event.stopImmediatePropagation();
    if (!start || !json) return;
    if (json.includes('"kind":"EpochPoint"')) start.epochs.push(JSON.parse(json).body.epoch);
    if (json.includes('"kind":"Done"')) start.done = true;
    if (json.includes('"kind":"Checkpoint"')) start.held = Boolean(globalThis.spiedHold?.(start));
  }
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

// TwoCores is a script for tests, to be run before the page's own: the page finds two
// cores at most, and so trains two runs at once at most.
const TwoCores = `
if (navigator.hardwareConcurrency > 2) Object.defineProperty(navigator, "hardwareConcurrency", { get: () => 2 });`

// Start is what became of a command to train a run.
type Start struct {
	Run    string
	Resume bool  // from a checkpoint
	Epochs []int // reported since
	Done   bool  // trained and tested
	Held   bool  // at its latest epoch, by spiedHold
}

// WentOn reports whether the run has gone on from a checkpoint: a run that had silently
// begun again would report its first epoch once more.
func (s Start) WentOn() bool { return s.Resume && len(s.Epochs) > 0 && s.Epochs[0] > 1 }
