package chromium

// SpyOnWorkers is a script for tests, to be run before the page's own: it keeps every
// worker that the page starts in spiedWorkers, and in spiedStarts a [Start] for each run
// that one of them is told to train.
const SpyOnWorkers = `
globalThis.spiedWorkers = [];
globalThis.spiedStarts = [];
globalThis.Worker = class extends Worker {
  constructor(...args) { super(...args); spiedWorkers.push(this); }
  postMessage(message, ...rest) {
    super.postMessage(message, ...rest);
    if (!message.json?.includes('"kind":"Start"')) return;
    const { run, resume = false } = JSON.parse(message.json).body;
    const start = { run, resume, epochs: [] };
    spiedStarts.push(start);
    this.addEventListener("message", ({ data }) => {
      if (data.json?.includes('"kind":"EpochPoint"')) start.epochs.push(JSON.parse(data.json).body.epoch);
    });
  }
};`

// Start is what became of a command to train a run.
type Start struct {
	Run    string
	Resume bool  // from a checkpoint
	Epochs []int // reported since
}

// WentOn reports whether the run has gone on from a checkpoint: a run that had silently
// begun again would report its first epoch once more.
func (s Start) WentOn() bool { return s.Resume && len(s.Epochs) > 0 && s.Epochs[0] > 1 }
