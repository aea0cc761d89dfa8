package session

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/session/pretrained"
	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/spec"
)

// ones is a source of weights that are all one.
type ones struct{}

func (ones) Info() vgg19.Info {
	return vgg19.Info{Preprocessing: vgg19.Caffe, Source: "a test", Licence: vgg19.LicenceKeras}
}
func (ones) Layers() []vgg19.Layer { return vgg19.Layers() }
func (ones) Layer(i int) (vgg19.Conv, error) {
	l := vgg19.Layers()[i]
	return vgg19.Conv{Layer: l, Kernel: slices.Repeat([]float32{1}, l.KernelLen()), Bias: make([]float32, l.Out)}, nil
}

// weights are the files of such weights: the shards in order, then the manifest.
var weights = sync.OnceValue(func() []*content {
	var files []*content
	_, err := vgg19.Write(ones{}, func(name string, data []byte) error {
		files = append(files, &content{name, slices.Clone(data)})
		return nil
	}, nil)
	if err != nil {
		panic(err)
	}
	return files
})

// manifest is the text of their manifest.
func manifest() string {
	files := weights()
	return string(files[len(files)-1].data)
}

// beside puts the weights beside a site.
func (d *disk) beside() {
	for _, f := range weights() {
		d.site[baseFolder+"/"+f.name] = f
	}
}

func TestABrokenDownloadGoesOnAtTheNextShard(t *testing.T) {
	d := newDisk()
	d.beside()
	d.broken = 4 // the manifest and three shards
	s, _, desk := openVGG(t, 1, d)
	s.Start([]spec.MethodID{spec.Adam})
	wantStatuses(t, s, Failed)
	if !strings.Contains(s.Runs[0].Failure.Sentence, "could not be loaded") || s.Weights.Problem == "" || s.Weights.Phase != pretrained.Beside {
		t.Errorf("failure %+v in phase %d", s.Runs[0].Failure, s.Weights.Phase)
	}
	d.broken = -1
	d.fetched = nil
	s.Retry(s.Runs[0].ID)
	if want := len(weights()) - 3; len(d.fetched) != want {
		t.Errorf("fetched %q, want the manifest and the %d missing shards", d.fetched, want-1)
	}
	desk.handle(protocol.BaseLoaded{}, host.Attachments{})
	if s.Weights.Phase != pretrained.Ready || s.Weights.Problem != "" {
		t.Errorf("phase %d, problem %q", s.Weights.Phase, s.Weights.Problem)
	}
}

// TestDamagedWeightsAreForgotten has the desk find that weights are damaged. What is
// fetched the next time is the manifest and what it named, or all where it named none.
func TestDamagedWeightsAreForgotten(t *testing.T) {
	shards := weights()[:len(weights())-1]
	for _, c := range []struct {
		name    string
		damaged []int
		want    []int // fetched again
	}{
		{"one", []int{2}, []int{2}},
		{"the first and the last", []int{0, 5}, []int{0, 5}},
		{"none named", nil, []int{0, 1, 2, 3, 4, 5}},
		{"one that there is not", []int{6, -1}, []int{0, 1, 2, 3, 4, 5}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDisk()
			d.beside()
			s, _, desk := openVGG(t, 1, d)
			s.Start([]spec.MethodID{spec.Adam})
			if c.damaged != nil {
				desk.handle(protocol.BaseDamaged{Shards: c.damaged}, host.Attachments{})
			}
			desk.handle(protocol.Failed{Kind: protocol.BadModel, Sentence: "They are damaged.", Cure: "Load them again."}, host.Attachments{})
			wantStatuses(t, s, Failed)
			if s.Weights.Phase != pretrained.Beside || s.Weights.Problem != "They are damaged. Load them again." {
				t.Errorf("phase %d, problem %q", s.Weights.Phase, s.Weights.Problem)
			}
			names := []string{baseFolder + "/" + vgg19.ManifestName}
			for _, i := range c.want {
				names = append(names, baseFolder+"/"+shards[i].name)
				if d.folders[baseFolder][shardSums(t)[i]] != nil {
					t.Errorf("shard %d is still kept", i)
				}
			}
			d.fetched = nil
			s.Retry(s.Runs[0].ID)
			if !slices.Equal(d.fetched, names) {
				t.Errorf("fetched %q, want %q", d.fetched, names)
			}
			wantShards(t, desk)
			desk.handle(protocol.BaseLoaded{}, host.Attachments{})
			if s.Weights.Phase != pretrained.Ready || s.Weights.Problem != "" {
				t.Errorf("phase %d, problem %q", s.Weights.Phase, s.Weights.Problem)
			}
		})
	}
}

// wantShards checks that a trainer was last given all shards in their order.
func wantShards(t *testing.T, f *fake) {
	t.Helper()
	var given []host.Blob
	for _, s := range f.sent {
		if _, ok := s.command.(protocol.LoadBase); ok {
			given = s.files
		}
	}
	if len(given) != len(weights())-1 {
		t.Fatalf("%d shards were given to the trainer", len(given))
	}
	for i, shard := range given {
		if shard != host.Blob(weights()[i]) {
			t.Errorf("shard %d is %v", i, shard)
		}
	}
}

// TestALaterVisitFetchesWhatIsMissing closes the page amid the download. The next visit
// takes up what was kept, as far as it belongs to the weights beside the site then.
func TestALaterVisitFetchesWhatIsMissing(t *testing.T) {
	all := len(weights()) // the shards and the manifest
	for _, c := range []struct {
		name    string
		between func(d *disk)
		phase   pretrained.Phase
		fetched int
	}{
		{"as it was left", func(*disk) {}, pretrained.Beside, all - 3},
		{"without the manifest", func(d *disk) { delete(d.folders[baseFolder], vgg19.ManifestName) }, pretrained.Beside, all},
		{"with a manifest that does not read", func(d *disk) {
			d.folders[baseFolder][vgg19.ManifestName] = &content{vgg19.ManifestName, []byte("{")}
		}, pretrained.Beside, all},
		{"with other weights", func(d *disk) {
			other := strings.ReplaceAll(manifest(), shardSums(t)[0], strings.Repeat("ab", 32))
			d.folders[baseFolder][vgg19.ManifestName] = &content{vgg19.ManifestName, []byte(other)}
		}, pretrained.Beside, all - 2},
		{"beside a site without weights", func(d *disk) { d.site = map[string]host.Blob{} }, pretrained.Absent, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDisk()
			d.beside()
			d.broken = 4 // the manifest and three shards
			s, _, _ := openVGG(t, 1, d)
			s.Start([]spec.MethodID{spec.Adam})
			d.broken, d.fetched = -1, nil
			c.between(d)

			s, _, desk := openVGG(t, 1, d)
			if s.Weights.Phase != c.phase {
				t.Fatalf("phase %d, want %d", s.Weights.Phase, c.phase)
			}
			if started := s.Start([]spec.MethodID{spec.SGD}); started != (c.phase != pretrained.Absent) || len(d.fetched) != c.fetched {
				t.Errorf("started %v, fetched %q, want %d files", started, d.fetched, c.fetched)
			}
			if c.phase == pretrained.Absent {
				return
			}
			wantShards(t, desk)
			desk.handle(protocol.BaseLoaded{}, host.Attachments{})
			if s.Weights.Phase != pretrained.Ready || len(d.folders[baseFolder]) < all {
				t.Errorf("phase %d with %d files kept", s.Weights.Phase, len(d.folders[baseFolder]))
			}
		})
	}
}

// shardSums are the sums of the weights' shards, under which they are kept.
func shardSums(t *testing.T) (sums []string) {
	t.Helper()
	m, err := vgg19.ParseManifest([]byte(manifest()))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range m.Shards {
		sums = append(sums, s.SHA256)
	}
	return sums
}

func TestWithoutWeightsAStartSaysHowToGetThem(t *testing.T) {
	s, _, desk := openVGG(t, 1, newDisk())
	if s.Start([]spec.MethodID{spec.Adam}) || !strings.Contains(s.Board.Notice, convert.OfficialName) {
		t.Errorf("notice %q", s.Board.Notice)
	}
	s.Weights.Convert([]host.Blob{&file{"x/" + convert.OfficialName}})
	if c, ok := got[protocol.ConvertBase](desk); !ok || !slices.Equal(c.Names, []string{"x/" + convert.OfficialName}) || s.Weights.Phase != pretrained.Converting {
		t.Fatalf("the desk was sent %v", desk.commands())
	}
	desk.handle(protocol.BaseProgress{Done: 1, Total: 2}, host.Attachments{})
	if s.Weights.Done != 1 || s.Weights.Total != 2 {
		t.Errorf("progress %d of %d", s.Weights.Done, s.Weights.Total)
	}
	desk.handle(protocol.Failed{Kind: protocol.BadModel, Sentence: "It is a poem."}, host.Attachments{})
	if s.Weights.Phase != pretrained.Absent || s.Weights.Problem != "It is a poem." {
		t.Errorf("phase %d, problem %q", s.Weights.Phase, s.Weights.Problem)
	}

	s.Weights.Convert([]host.Blob{&file{convert.OfficialName}})
	var shards []host.Blob
	for _, f := range weights()[:len(weights())-1] {
		shards = append(shards, f)
	}
	desk.handle(protocol.BaseConverted{Manifest: manifest()}, host.Attachments{Files: shards})
	desk.handle(protocol.BaseLoaded{}, host.Attachments{})
	if s.Weights.Phase != pretrained.Ready {
		t.Errorf("phase %d, want pretrained.Ready", s.Weights.Phase)
	}
	if next, _, _ := openVGG(t, 1, s.host.(*fakeHost).disk); next.Weights.Phase != pretrained.Kept {
		t.Errorf("at the next visit phase %d, want pretrained.Kept", next.Weights.Phase)
	}
}

func TestADeskThatDiesIsGivenTheWeightsAgain(t *testing.T) {
	s, h := prepare(t, 1, newDisk(), spec.Adam)
	h.trainers[0].died("Gone.")
	desk := h.trainers[len(h.trainers)-1]
	if load, ok := got[protocol.LoadBase](desk); !ok || load.Manifest != manifest() {
		t.Errorf("the new desk was sent %v", desk.commands())
	}
	desk.handle(protocol.BaseLoaded{}, host.Attachments{})
	if s.Weights.Phase != pretrained.Ready {
		t.Errorf("phase %d", s.Weights.Phase)
	}
}

// TestMissingWeightsCostNoTraining opens an interrupted run where its weights are not to
// be had: it fails, and goes on from its checkpoint when they are.
func TestMissingWeightsCostNoTraining(t *testing.T) {
	d := newDisk()
	s, h := prepare(t, 1, d, spec.Adam)
	for range 4 {
		lookAt(t, h.trainers[1])
	}
	trainer := h.trainers[len(h.trainers)-1]
	begin(trainer, s.Runs[0])
	saved := epoch(trainer, s.Runs[0], 1)

	d.Forget(baseFolder, func() {})
	clear(d.site)
	away, _, _ := openVGG(t, 1, d)
	away.ResumeAll()
	wantStatuses(t, away, Failed)

	d.beside()
	back, h3, desk := openVGG(t, 1, d)
	back.Retry(back.Runs[0].ID)
	desk.handle(protocol.BaseLoaded{}, host.Attachments{})
	wantStatuses(t, back, Starting)
	trainer = h3.trainers[len(h3.trainers)-1]
	start, _ := got[protocol.Start](trainer)
	if files := trainer.sent[len(trainer.sent)-1].files; !start.Resume || files[len(files)-1] != saved {
		t.Errorf("it starts over: %+v", start)
	}
}
