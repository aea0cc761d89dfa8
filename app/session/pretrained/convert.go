package pretrained

import (
	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/assets/vgg19"
)

// Convert makes the weights of a file in another program's format.
func (w *Weights) Convert(files []host.Blob) {
	switch {
	case w.Phase.Busy():
		w.board.Notify(say.Text("VGG19's weights are still being loaded. Wait until they are there, then try again."))
		return
	case w.owner.WeightsInUse():
		w.board.Notify(say.Text("VGG19 is being trained. Wait until its runs are done, or stop them, then bring other weights."))
		return
	}
	w.Problem, w.Done, w.Total = "", 0, 0
	w.at(Converting)
	w.board.Tell(say.Text("VGG19's weights are being converted."))
	command := protocol.ConvertBase{}
	for _, f := range files {
		command.Names = append(command.Names, f.Name())
	}
	w.desk.Send(command, host.Attachments{Files: files})
}

// converted puts new weights in the place of those before.
func (w *Weights) converted(e protocol.BaseConverted, a host.Attachments) {
	if err := w.describe([]byte(e.Manifest)); err != nil || len(a.Files) != len(w.shards) {
		w.Fail(say.F("The converted weights cannot be used (%v, %d files). Please bring the file again.", err, len(a.Files)))
		return
	}
	copy(w.shards, a.Files)
	w.owner.WeightsReplaced()
	text, manifest, shards := w.files.Make(vgg19.ManifestName, []byte(e.Manifest)), w.manifest, w.shards
	w.files.Forget(folder, func() {
		for i, shard := range shards {
			w.files.Keep(folder, manifest.Shards[i].SHA256, shard, func(bool) {})
		}
		w.files.Keep(folder, vgg19.ManifestName, text, func(bool) {})
	})
	w.check()
}
