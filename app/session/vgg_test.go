package session

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"pawgrad/app/protocol"
	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
	"pawgrad/nn/features"
	"pawgrad/nn/spec"
)

// content is a Blob with something in it.
type content struct {
	name string
	data []byte
}

func (c *content) Name() string { return c.name }
func (c *content) Size() int64  { return int64(len(c.data)) }

// disk is a fake store and a fake site beside it. Everything is answered at once,
// but fetches only as long as the network holds.
type disk struct {
	folders map[string]map[string]Blob
	order   []string
	site    map[string]Blob
	// fetched are the names asked for; after broken of them the network is gone,
	// unless negative.
	fetched []string
	broken  int
	// room is how many files can be kept, unless negative; denied keeps none.
	room   int
	denied bool
}

func newDisk() *disk {
	return &disk{folders: map[string]map[string]Blob{}, site: map[string]Blob{}, broken: -1, room: -1}
}

func (d *disk) WeightsBeside() bool { return d.site[baseFolder+"/"+vgg19.ManifestName] != nil }
func (d *disk) Make(name string, data []byte) Blob {
	return &content{name, data}
}
func (d *disk) Read(f Blob, over func([]byte, string)) {
	over(f.(*content).data, "")
}
func (d *disk) Fetch(name string, progress func(done, total int64), over func(Blob, string)) {
	d.fetched = append(d.fetched, name)
	file := d.site[name]
	if file == nil || d.broken >= 0 && len(d.fetched) > d.broken {
		over(nil, name+" could not be loaded.")
		return
	}
	progress(file.Size()/2, file.Size())
	over(file, "")
}
func (d *disk) Keep(folder, name string, file Blob, over func(Keeping)) {
	if d.denied {
		over(KeepingDenied)
		return
	}
	n := 0
	for _, files := range d.folders {
		n += len(files)
	}
	if d.room >= 0 && n >= d.room {
		over(KeepingFull)
		return
	}
	if d.folders[folder] == nil {
		d.folders[folder] = map[string]Blob{}
		d.order = append(d.order, folder)
	}
	d.folders[folder][name] = file
	over(Kept)
}
func (d *disk) Kept(folder string, over func(map[string]Blob)) { over(d.folders[folder]) }
func (d *disk) Drop(folder, name string)                       { delete(d.folders[folder], name) }
func (d *disk) Folders(over func([]string))                    { over(slices.Clone(d.order)) }
func (d *disk) Forget(folder string, over func()) {
	delete(d.folders, folder)
	d.order = slices.DeleteFunc(d.order, func(name string) bool { return name == folder })
	over()
}

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

// openVGG is open on a disk, with VGG19 chosen. It counts 1,000+ images a set.
func openVGG(t *testing.T, slots int, d *disk) (*Session, *fakeHost, *fake) {
	t.Helper()
	h := &fakeHost{disk: d, memory: 4e9}
	s := New(h, slots)
	s.Open()
	s.Fetch()
	s.UseSitePack(bundled)
	set := loadedSet("Bundled")
	set.SHA256, set.Train, set.Validation, set.Test = "abc", []int{40, 40}, []int{5, 5}, []int{5, 5} // 100 images: 4 chunks
	h.trainers[0].handle(set, Attachments{})
	s.ChooseModel(spec.VGG19)
	return s, h, h.trainers[0]
}

// lookAt answers the extraction that a trainer was last asked for.
func lookAt(t *testing.T, f *fake) protocol.Extract {
	t.Helper()
	e, ok := got[protocol.Extract](f)
	if !ok {
		t.Fatalf("no features were asked for, but %v", f.commands())
	}
	f.handle(protocol.ExtractProgress{Done: 8, Total: e.To - e.From, ImagesPerSecond: 5}, Attachments{})
	const rowBytes = 3
	rows := &content{"rows", make([]byte, (e.To-e.From)*rowBytes)}
	f.handle(protocol.Extracted{From: e.From, To: e.To, Features: protocol.FeaturesInfo{RowBytes: rowBytes}}, Attachments{Files: []Blob{rows}})
	return e
}

func TestAFirstStartLoadsTheWeightsThenTheFeaturesThenTrains(t *testing.T) {
	d := newDisk()
	d.beside()
	s, h, desk := openVGG(t, 2, d)
	if s.Base.Phase != BaseBeside {
		t.Fatalf("phase %d, want BaseBeside", s.Base.Phase)
	}
	if !s.Start([]spec.MethodID{spec.Adam, spec.SGD, spec.Momentum}) {
		t.Fatal(s.Notice)
	}
	wantStatuses(t, s, Queued, Queued, Queued)
	load, ok := got[protocol.LoadBase](desk)
	if !ok || load.Manifest != manifest() || s.Base.Phase != BaseChecking || !s.WaitsForBase() {
		t.Fatalf("the desk was sent %v in phase %d", desk.commands(), s.Base.Phase)
	}
	desk.handle(protocol.BaseLoaded{Source: "a test", Licence: "CC BY 4.0"}, Attachments{})

	if len(h.trainers) != 3 {
		t.Fatalf("%d trainers, want the desk and an extractor a core", len(h.trainers))
	}
	var ranges [][2]int
	for i := range 4 {
		if f := s.Preparing(); f == nil || f.Total != 100 || f.Done() != 32*i {
			t.Fatalf("after %d chunks: %+v", i, f)
		}
		wantStatuses(t, s, Queued, Queued, Queued)
		e := lookAt(t, h.trainers[1+i%2])
		ranges = append(ranges, [2]int{e.From, e.To})
	}
	if want := [][2]int{{0, 32}, {32, 64}, {64, 96}, {96, 100}}; !slices.Equal(ranges, want) {
		t.Errorf("features were computed of %v, want %v", ranges, want)
	}
	wantStatuses(t, s, Starting, Starting, Queued)
	if s.Preparing() != nil || !h.trainers[1].closed || !h.trainers[2].closed {
		t.Error("the extractors are still there")
	}
	run := h.trainers[3]
	if c := run.commands(); len(c) != 3 {
		t.Fatalf("a run's trainer was sent %v, want LoadData, LoadBase, Start", c)
	}
	start, _ := got[protocol.Start](run)
	if start.Features == nil || len(run.sent[2].files) != 4 {
		t.Errorf("Start %+v with %d files, want features in 4", start, len(run.sent[2].files))
	}

	// Another start has all that it needs at once; another visit too.
	s.StopAll()
	s.Start([]spec.MethodID{spec.RMSprop})
	wantStatuses(t, s, Stopped, Stopped, Stopped, Starting)
	s, h, desk = openVGG(t, 2, d)
	if s.Base.Phase != BaseKept {
		t.Fatalf("at the next visit phase %d, want BaseKept", s.Base.Phase)
	}
	before := len(d.fetched)
	s.Start([]spec.MethodID{spec.Adam})
	desk.handle(protocol.BaseLoaded{}, Attachments{})
	wantStatuses(t, s, Stopped, Stopped, Stopped, Paused, Starting)
	if len(d.fetched) != before || len(h.trainers) != 2 {
		t.Error("the next visit loads or computes again what was kept")
	}
}

func TestABrokenDownloadGoesOnAtTheNextShard(t *testing.T) {
	d := newDisk()
	d.beside()
	d.broken = 4 // the manifest and three shards
	s, _, desk := openVGG(t, 1, d)
	s.Start([]spec.MethodID{spec.Adam})
	wantStatuses(t, s, Failed)
	if !strings.Contains(s.Runs[0].Failure.Sentence, "could not be loaded") || s.Base.Problem == "" || s.Base.Phase != BaseBeside {
		t.Errorf("failure %+v in phase %d", s.Runs[0].Failure, s.Base.Phase)
	}
	d.broken = -1
	d.fetched = nil
	s.Retry(s.Runs[0].ID)
	if want := len(weights()) - 3; len(d.fetched) != want {
		t.Errorf("fetched %q, want the manifest and the %d missing shards", d.fetched, want-1)
	}
	desk.handle(protocol.BaseLoaded{}, Attachments{})
	if s.Base.Phase != BaseReady || s.Base.Problem != "" {
		t.Errorf("phase %d, problem %q", s.Base.Phase, s.Base.Problem)
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
				desk.handle(protocol.BaseDamaged{Shards: c.damaged}, Attachments{})
			}
			desk.handle(protocol.Failed{Kind: protocol.BadModel, Sentence: "They are damaged.", Cure: "Load them again."}, Attachments{})
			wantStatuses(t, s, Failed)
			if s.Base.Phase != BaseBeside || s.Base.Problem != "They are damaged. Load them again." {
				t.Errorf("phase %d, problem %q", s.Base.Phase, s.Base.Problem)
			}
			names := []string{baseFolder + "/" + vgg19.ManifestName}
			for _, i := range c.want {
				names = append(names, baseFolder+"/"+shards[i].name)
				if d.folders[baseFolder][s.Base.manifest.Shards[i].SHA256] != nil {
					t.Errorf("shard %d is still kept", i)
				}
			}
			d.fetched = nil
			s.Retry(s.Runs[0].ID)
			if !slices.Equal(d.fetched, names) {
				t.Errorf("fetched %q, want %q", d.fetched, names)
			}
			wantShards(t, desk)
			desk.handle(protocol.BaseLoaded{}, Attachments{})
			if s.Base.Phase != BaseReady || s.Base.Problem != "" {
				t.Errorf("phase %d, problem %q", s.Base.Phase, s.Base.Problem)
			}
		})
	}
}

// wantShards checks that a trainer was last given all shards in their order.
func wantShards(t *testing.T, f *fake) {
	t.Helper()
	var given []Blob
	for _, s := range f.sent {
		if _, ok := s.command.(protocol.LoadBase); ok {
			given = s.files
		}
	}
	if len(given) != len(weights())-1 {
		t.Fatalf("%d shards were given to the trainer", len(given))
	}
	for i, shard := range given {
		if shard != Blob(weights()[i]) {
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
		phase   BasePhase
		fetched int
	}{
		{"as it was left", func(*disk) {}, BaseBeside, all - 3},
		{"without the manifest", func(d *disk) { delete(d.folders[baseFolder], vgg19.ManifestName) }, BaseBeside, all},
		{"with a manifest that does not read", func(d *disk) {
			d.folders[baseFolder][vgg19.ManifestName] = &content{vgg19.ManifestName, []byte("{")}
		}, BaseBeside, all},
		{"with other weights", func(d *disk) {
			other := strings.ReplaceAll(manifest(), shardSums(t)[0], strings.Repeat("ab", 32))
			d.folders[baseFolder][vgg19.ManifestName] = &content{vgg19.ManifestName, []byte(other)}
		}, BaseBeside, all - 2},
		{"beside a site without weights", func(d *disk) { d.site = map[string]Blob{} }, BaseAbsent, 0},
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
			if s.Base.Phase != c.phase {
				t.Fatalf("phase %d, want %d", s.Base.Phase, c.phase)
			}
			if started := s.Start([]spec.MethodID{spec.SGD}); started != (c.phase != BaseAbsent) || len(d.fetched) != c.fetched {
				t.Errorf("started %v, fetched %q, want %d files", started, d.fetched, c.fetched)
			}
			if c.phase == BaseAbsent {
				return
			}
			wantShards(t, desk)
			desk.handle(protocol.BaseLoaded{}, Attachments{})
			if s.Base.Phase != BaseReady || len(d.folders[baseFolder]) < all {
				t.Errorf("phase %d with %d files kept", s.Base.Phase, len(d.folders[baseFolder]))
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
	if s.Start([]spec.MethodID{spec.Adam}) || !strings.Contains(s.Notice, convert.OfficialName) {
		t.Errorf("notice %q", s.Notice)
	}
	s.Convert([]Blob{&file{"x/" + convert.OfficialName}})
	if c, ok := got[protocol.ConvertBase](desk); !ok || !slices.Equal(c.Names, []string{"x/" + convert.OfficialName}) || s.Base.Phase != BaseConverting {
		t.Fatalf("the desk was sent %v", desk.commands())
	}
	desk.handle(protocol.BaseProgress{Done: 1, Total: 2}, Attachments{})
	if s.Base.Done != 1 || s.Base.Total != 2 {
		t.Errorf("progress %d of %d", s.Base.Done, s.Base.Total)
	}
	desk.handle(protocol.Failed{Kind: protocol.BadModel, Sentence: "It is a poem."}, Attachments{})
	if s.Base.Phase != BaseAbsent || s.Base.Problem != "It is a poem." {
		t.Errorf("phase %d, problem %q", s.Base.Phase, s.Base.Problem)
	}

	s.Convert([]Blob{&file{convert.OfficialName}})
	var shards []Blob
	for _, f := range weights()[:len(weights())-1] {
		shards = append(shards, f)
	}
	desk.handle(protocol.BaseConverted{Manifest: manifest()}, Attachments{Files: shards})
	desk.handle(protocol.BaseLoaded{}, Attachments{})
	if s.Base.Phase != BaseReady {
		t.Errorf("phase %d, want BaseReady", s.Base.Phase)
	}
	if next, _, _ := openVGG(t, 1, s.host.(*fakeHost).disk); next.Base.Phase != BaseKept {
		t.Errorf("at the next visit phase %d, want BaseKept", next.Base.Phase)
	}
}

// prepare starts a session whose weights are ready.
func prepare(t *testing.T, slots int, d *disk, methods ...spec.MethodID) (*Session, *fakeHost) {
	t.Helper()
	d.beside()
	s, h, desk := openVGG(t, slots, d)
	if !s.Start(methods) {
		t.Fatal(s.Notice)
	}
	desk.handle(protocol.BaseLoaded{}, Attachments{})
	return s, h
}

func TestPausingAndStoppingAnExtraction(t *testing.T) {
	s, h := prepare(t, 1, newDisk(), spec.Adam, spec.SGD)
	s.PauseAll()
	lookAt(t, h.trainers[1])
	if n := len(h.trainers[1].sent); n != 3 || s.extracting() != 0 {
		t.Fatalf("while paused the extractor was sent %v", h.trainers[1].commands())
	}
	s.ResumeAll()
	if e, _ := got[protocol.Extract](h.trainers[1]); e.From != 32 {
		t.Errorf("after the pause it goes on at image %d, want 32", e.From)
	}
	s.Stop(s.Runs[0].ID)
	if h.trainers[1].closed {
		t.Fatal("the extraction has ended though a run waits for it")
	}
	s.StopAll()
	wantStatuses(t, s, Stopped, Stopped)
	if !h.trainers[1].closed || s.Preparing() != nil {
		t.Error("the extraction goes on though no run waits for it")
	}
	s.Start([]spec.MethodID{spec.Adam})
	if e, _ := got[protocol.Extract](h.trainers[2]); e.From != 32 {
		t.Errorf("a new start begins at image %d, want 32", e.From)
	}
}

func TestAFailedExtractionFailsTheRunsAndGoesOnWhenTriedAgain(t *testing.T) {
	for _, end := range []struct {
		name string
		play func(f *fake)
	}{
		{"failed", func(f *fake) {
			f.handle(protocol.Failed{Kind: protocol.NoMemory, Sentence: "Out of memory.", Cure: "Choose smaller images."}, Attachments{})
		}},
		{"died", func(f *fake) { f.died("Out of memory. Choose smaller images.") }},
	} {
		t.Run(end.name, func(t *testing.T) {
			s, h := prepare(t, 2, newDisk(), spec.Adam, spec.SGD)
			lookAt(t, h.trainers[1])
			end.play(h.trainers[2])
			wantStatuses(t, s, Failed, Failed)
			if got := s.Runs[0].Failure.Sentence; got != "Out of memory. Choose smaller images." || !h.trainers[1].closed {
				t.Errorf("failure %q; the other extractor is closed: %v", got, h.trainers[1].closed)
			}
			s.Retry(s.Runs[0].ID)
			if e, _ := got[protocol.Extract](h.trainers[3]); e.From != 32 {
				t.Errorf("tried again it goes on at image %d, want 32", e.From)
			}
		})
	}
}

// featuresAt is the one folder of features on a disk.
func featuresAt(t *testing.T, d *disk) string {
	t.Helper()
	i := slices.IndexFunc(d.order, func(name string) bool { return strings.HasPrefix(name, featuresFolder) })
	if i < 0 {
		t.Fatalf("no features are kept, but %q", d.order)
	}
	return d.order[i]
}

// TestKeptFeaturesOfAnotherLengthAreComputedAnew spoils what an earlier visit has kept:
// what is whole is read, the rest is computed.
func TestKeptFeaturesOfAnotherLengthAreComputedAnew(t *testing.T) {
	file := func(bytes int) Blob { return &content{"rows", make([]byte, bytes)} }
	for _, c := range []struct {
		name  string
		spoil func(files map[string]Blob)
		anew  []int // first images of what is computed again
	}{
		{"untouched", func(map[string]Blob) {}, nil},
		{"cut short", func(files map[string]Blob) { files[chunkFile(1)] = file(95) }, []int{32}},
		{"empty", func(files map[string]Blob) { files[chunkFile(3)] = file(0) }, []int{96}},
		{"whole rows, but too few and too many", func(files map[string]Blob) { files[chunkFile(0)], files[chunkFile(3)] = file(93), file(15) }, []int{0, 96}},
		{"gone", func(files map[string]Blob) { delete(files, chunkFile(2)) }, []int{64}},
		{"described by nothing that reads", func(files map[string]Blob) { files[infoFile] = &content{infoFile, []byte("{")} }, []int{0, 32, 64, 96}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDisk()
			s, h := prepare(t, 1, d, spec.Adam)
			for range 4 {
				lookAt(t, h.trainers[1])
			}
			s.StopAll()
			c.spoil(d.folders[featuresAt(t, d)])

			s, h = prepare(t, 1, d, spec.SGD)
			var anew []int
			for range c.anew {
				anew = append(anew, lookAt(t, h.trainers[1]).From)
			}
			if !slices.Equal(anew, c.anew) {
				t.Errorf("computed anew from images %v on, want %v", anew, c.anew)
			}
			if last := s.Runs[len(s.Runs)-1]; last.Status != Starting {
				t.Errorf("the run has the status %v, want %v", last.Status, Starting)
			}
			for i := range 4 {
				want := int64(min(32, 100-32*i) * 3)
				if got := d.folders[featuresAt(t, d)][chunkFile(i)].Size(); got != want {
					t.Errorf("part %d is kept with %d bytes, want %d", i, got, want)
				}
			}
		})
	}
}

// TestDamagedFeaturesAreForgotten has runs find what no length tells: that the rows are
// damaged. They are forgotten once and computed anew, and the run goes on from where it
// was.
func TestDamagedFeaturesAreForgotten(t *testing.T) {
	d := newDisk()
	s, h := prepare(t, 2, d, spec.Adam, spec.SGD)
	for i := range 4 {
		lookAt(t, h.trainers[1+i%2])
	}
	wantStatuses(t, s, Starting, Starting)
	spoilt := h.trainers[3].sent[2].files[0]
	checkpoint := &content{"checkpoint", []byte{1}}
	h.trainers[3].handle(protocol.Checkpoint{Run: s.Runs[0].ID}, Attachments{Files: []Blob{checkpoint}})
	fails := func(f *fake, r *Run) {
		f.handle(protocol.Failed{Run: r.ID, Kind: protocol.BadFeatures, Sentence: "They are damaged.", Cure: "Start the run again: they are computed anew."}, Attachments{})
	}
	fails(h.trainers[3], s.Runs[0])
	wantStatuses(t, s, Failed, Starting)
	if slices.ContainsFunc(d.order, func(name string) bool { return strings.HasPrefix(name, featuresFolder) }) {
		t.Errorf("the damaged features are still kept: %q", d.order)
	}

	s.Retry(s.Runs[0].ID)
	wantStatuses(t, s, Queued, Starting)
	again := h.trainers[len(h.trainers)-1]
	if e := lookAt(t, again); e.From != 0 || s.Preparing() == nil {
		t.Errorf("tried again, features are computed from image %d on", e.From)
	}
	fails(h.trainers[4], s.Runs[1]) // of the same damage: what is computed now stays
	wantStatuses(t, s, Queued, Failed)
	var ranges []int
	for _, f := range h.trainers[5:] {
		for range 2 {
			if e, ok := got[protocol.Extract](f); ok && !f.closed {
				ranges = append(ranges, e.From)
				lookAt(t, f)
			}
		}
	}
	wantStatuses(t, s, Starting, Failed)
	if slices.Contains(ranges, 0) || len(ranges) != 3 {
		t.Errorf("then computed from images %v on, want the three parts that were missing", ranges)
	}
	start := h.trainers[len(h.trainers)-1].sent[2]
	if len(start.files) != 5 || start.files[0] == spoilt || start.files[4] != Blob(checkpoint) || !start.command.(protocol.Start).Resume {
		t.Errorf("%+v with %d files, want new features in 4 and the checkpoint", start.command, len(start.files))
	}
}

func TestFeaturesAreNamedByTheFormOfTheirRows(t *testing.T) {
	d := newDisk()
	_, h := prepare(t, 1, d, spec.Adam)
	lookAt(t, h.trainers[1])
	if name := featuresAt(t, d); !strings.HasSuffix(name, fmt.Sprintf("-rows%d", features.Version)) {
		t.Errorf("features are kept as %q", name)
	}
}

func TestAugmentationNeedsNoFeatures(t *testing.T) {
	d := newDisk()
	d.beside()
	s, h, desk := openVGG(t, 1, d)
	s.Edit(Field{Key: spec.KeyShift}, "0.1")
	s.Start([]spec.MethodID{spec.Adam})
	desk.handle(protocol.BaseLoaded{}, Attachments{})
	wantStatuses(t, s, Starting)
	if start, _ := got[protocol.Start](h.trainers[1]); start.Features != nil {
		t.Error("varied photos are trained on features")
	}
}

// TestMirroringReadsTheMirrorImagesToo has photos mirrored: of those for training the
// mirror images are looked at as well, and plain runs go on reading what is there.
func TestMirroringReadsTheMirrorImagesToo(t *testing.T) {
	d := newDisk()
	d.beside()
	s, h, desk := openVGG(t, 1, d)
	s.Edit(Field{Key: spec.KeyFlip}, "true")
	s.Start([]spec.MethodID{spec.Adam})
	desk.handle(protocol.BaseLoaded{}, Attachments{})
	for range 4 {
		if e := lookAt(t, h.trainers[1]); e.Mirrored {
			t.Fatalf("asked first for %+v", e)
		}
	}
	last := 0
	for range 3 { // of 80 images
		e := lookAt(t, h.trainers[2])
		if !e.Mirrored || e.From != last {
			t.Fatalf("asked for %+v after image %d", e, last)
		}
		last = e.To
	}
	if last != 80 {
		t.Errorf("mirror images of %d photos, want 80", last)
	}
	wantStatuses(t, s, Starting)
	start, ok := got[protocol.Start](h.trainers[3])
	if files := h.trainers[3].sent[len(h.trainers[3].sent)-1].files; !ok || start.Mirrored != 3 || len(files) != 7 || start.Features == nil {
		t.Errorf("the run starts with %d files, %+v", len(files), start)
	}
	s.Stop(s.Runs[0].ID)
	s.Edit(Field{Key: spec.KeyFlip}, "false")
	s.Start([]spec.MethodID{spec.Adam})
	if start, ok := got[protocol.Start](h.trainers[len(h.trainers)-1]); !ok || start.Mirrored != 0 {
		t.Errorf("without mirroring: %+v", h.trainers[len(h.trainers)-1].commands())
	}
}

func TestTheOldestFeaturesMakeRoom(t *testing.T) {
	d := newDisk()
	for _, key := range []string{"old", "newer"} {
		d.Keep(featuresFolder+key, infoFile, &content{infoFile, nil}, func(Keeping) {})
	}
	d.room = 2 + 1 + len(weights()) + 5 - 1 // the run's record, and all but one of the files to come
	s, h := prepare(t, 1, d, spec.Adam)
	for range 4 {
		lookAt(t, h.trainers[1])
	}
	wantStatuses(t, s, Starting)
	if _, old := d.folders[featuresFolder+"old"]; old || d.folders[featuresFolder+"newer"] == nil || !strings.Contains(s.Notice, "look at them again") {
		t.Errorf("kept: %q, notice %q", d.order, s.Notice)
	}
}

func TestAFullOrForbiddenDiskStopsNothing(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(*disk)
		want    string
	}{
		{"full", func(d *disk) { d.room = 0 }, "no more room"},
		{"forbidden", func(d *disk) { d.denied = true }, "keeps no files"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDisk()
			c.prepare(d)
			s, h := prepare(t, 1, d, spec.Adam)
			for range 4 {
				lookAt(t, h.trainers[1])
			}
			wantStatuses(t, s, Starting)
			if !strings.Contains(s.Notice, c.want) {
				t.Errorf("notice %q, want one with %q", s.Notice, c.want)
			}
		})
	}
}

func TestADeskThatDiesIsGivenTheWeightsAgain(t *testing.T) {
	s, h := prepare(t, 1, newDisk(), spec.Adam)
	h.trainers[0].died("Gone.")
	desk := h.trainers[len(h.trainers)-1]
	if load, ok := got[protocol.LoadBase](desk); !ok || load.Manifest != manifest() {
		t.Errorf("the new desk was sent %v", desk.commands())
	}
	desk.handle(protocol.BaseLoaded{}, Attachments{})
	if s.Base.Phase != BaseReady {
		t.Errorf("phase %d", s.Base.Phase)
	}
}

func TestFeaturesInfoSurvivesTheStore(t *testing.T) {
	var info protocol.FeaturesInfo
	text, err := json.Marshal(info)
	if err != nil || json.Unmarshal(text, &info) != nil {
		t.Fatalf("FeaturesInfo as JSON: %s, %v", text, err)
	}
}

func TestChoosingAModelKeepsWhatWasTyped(t *testing.T) {
	s, _, _ := open(t, 1)
	s.Edit(Field{Key: spec.KeyEpochs}, "3")
	s.Edit(Field{spec.SGD, spec.KeyLearningRate}, "0.2")
	s.ChooseModel(spec.VGG19)
	def := spec.DefaultExperimentFor(spec.VGG19)
	if e := s.Experiment; e.Shared.Epochs != 3 || e.Hyper[spec.SGD].LearningRate != 0.2 {
		t.Errorf("%d epochs, rate %v: what was typed is gone", e.Shared.Epochs, e.Hyper[spec.SGD].LearningRate)
	}
	if e := s.Experiment; e.Shared.ImageSize != def.Shared.ImageSize || e.Hyper[spec.Adam] != def.Hyper[spec.Adam] {
		t.Errorf("%d px, %+v: not VGG19's own", e.Shared.ImageSize, e.Hyper[spec.Adam])
	}
	s.ChooseModel(spec.CNN)
	s.Edit(Field{Key: spec.KeyImageSize}, "48")
	s.ChooseModel(spec.VGG19)
	if err := s.Experiment.Run(spec.Adam).Validate(); err != nil || s.Experiment.Shared.ImageSize != def.Shared.ImageSize {
		t.Errorf("a size too small for VGG19 became %d: %v", s.Experiment.Shared.ImageSize, err)
	}
	s.ChooseModel(spec.CNN)
	if s.Experiment.Shared.ImageSize != spec.DefaultExperiment().Shared.ImageSize || s.MethodChanged(spec.Adam) {
		t.Error("choosing the CNN again does not lead back")
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
	desk.handle(protocol.BaseLoaded{}, Attachments{})
	wantStatuses(t, back, Starting)
	trainer = h3.trainers[len(h3.trainers)-1]
	start, _ := got[protocol.Start](trainer)
	if files := trainer.sent[len(trainer.sent)-1].files; !start.Resume || files[len(files)-1] != saved {
		t.Errorf("it starts over: %+v", start)
	}
}
