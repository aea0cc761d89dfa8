package pretrained

import (
	"pawgrad/app/host"
	"pawgrad/app/say"
	"pawgrad/assets/vgg19"
)

// Find looks for the weights in the store.
func (w *Weights) Find() {
	w.files.Kept(folder, func(files map[string]host.Blob) {
		manifest := files[vgg19.ManifestName]
		if manifest == nil {
			w.home()
			return
		}
		w.files.Read(manifest, func(text []byte, problem string) {
			if problem == "" && w.describe(text) == nil {
				for i, shard := range w.manifest.Shards {
					w.shards[i] = files[shard.SHA256]
				}
			}
			w.home()
		})
	})
}

// Ask fetches the little file that says how large the weights are and whose:
// the page shows it before anything large is loaded.
func (w *Weights) Ask() {
	if w.Phase != Beside || w.manifest != nil || w.asked {
		return
	}
	w.asked = true
	w.fetchManifest(func() { w.board.Changed(host.Weights) }, func(string) {}) // the start says what is wrong
}

func (w *Weights) fetchManifest(then func(), failed func(sentence string)) {
	w.files.Fetch(folder+"/"+vgg19.ManifestName, func(int64, int64) {}, func(file host.Blob, problem string) {
		if problem != "" {
			failed(problem)
			return
		}
		w.files.Read(file, func(text []byte, problem string) {
			if problem != "" {
				failed(problem)
			} else if err := w.describe(text); err != nil {
				failed(sentenceOf(err))
			} else {
				w.files.Keep(folder, vgg19.ManifestName, file, func(bool) { then() })
			}
		})
	})
}

// Load takes the next step towards weights that are ready. It does nothing
// while one is being taken.
func (w *Weights) Load() {
	switch w.Phase {
	case Absent:
		w.Fail(w.Cure())
	case Kept:
		w.check()
	case Beside:
		w.Problem = ""
		w.Done, _ = w.have()
		w.Total = w.AllBytes()
		w.at(Fetching)
		w.board.Tell(say.Text("VGG19's pretrained weights are being loaded."))
		// Those of an earlier visit may be of another manifest; it says which are still good.
		w.fetchManifest(w.fetchShard, w.Fail)
	}
}

// fetchShard fetches the first shard that is missing. A fetch that broke off goes
// on with it the next time.
func (w *Weights) fetchShard() {
	have, all := w.have()
	w.Done, w.Total = have, w.AllBytes()
	w.board.Changed(host.Weights | host.Numbers)
	if all {
		w.check()
		return
	}
	next := 0
	for w.shards[next] != nil {
		next++
	}
	shard := w.manifest.Shards[next]
	w.files.Fetch(folder+"/"+shard.Name,
		func(done, _ int64) {
			w.Done = have + done
			w.board.Changed(host.Weights | host.Numbers)
		},
		func(file host.Blob, problem string) {
			switch {
			case problem != "":
				w.Fail(problem)
			case file.Size() != int64(shard.Bytes):
				w.Fail(say.F("%s came with %d bytes instead of %d. Start again to load it once more.", shard.Name, file.Size(), shard.Bytes))
			default:
				w.shards[next] = file
				w.files.Keep(folder, shard.SHA256, file, func(bool) { w.fetchShard() })
			}
		})
}

// check gives the weights to the desk, which verifies them.
func (w *Weights) check() {
	w.Done, w.Total = 0, 0
	w.at(Checking)
	if !w.desk.Up() {
		w.Fail(say.Text("The part of Pawgrad that reads VGG19's weights has stopped several times. Reload the page."))
		return
	}
	w.Send(w.desk)
}

// dropShards forgets those of the weights that the desk has found to be damaged; the
// next start fetches no others.
func (w *Weights) dropShards(places []int) {
	if w.Phase != Checking {
		return
	}
	for _, i := range places {
		if i >= 0 && i < len(w.shards) {
			w.shards[i] = nil
			w.files.Drop(folder, w.manifest.Shards[i].SHA256)
		}
	}
}

// dropAll forgets weights that the desk cannot use, unless it has named the damaged
// ones; those that are there while others are converted are not meant.
func (w *Weights) dropAll() {
	if _, all := w.have(); all && w.Phase == Checking {
		w.shards = make([]host.Blob, len(w.shards))
		w.files.Forget(folder, func() {})
	}
}
