package session

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"pawgrad/app/host"
	"pawgrad/assets/vgg19"
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
	folders map[string]map[string]host.Blob
	order   []string
	site    map[string]host.Blob
	// fetched are the names asked for; after broken of them the network is gone,
	// unless negative.
	fetched []string
	broken  int
	// room is how many files can be kept, unless negative; denied keeps none.
	room   int
	denied bool
	// said is what the browser says of the disk, persisted how often it was asked to keep
	// all for good, which it never does.
	said      host.Room
	persisted int
	// noted is how many trainers the tab knows of, ended how many there were when its last
	// page was ended, limit how many there may be.
	noted, ended, limit int
}

func newDisk() *disk {
	return &disk{folders: map[string]map[string]host.Blob{}, site: map[string]host.Blob{}, broken: -1, room: -1}
}

func (d *disk) WeightsBeside() bool { return d.site[baseFolder+"/"+vgg19.ManifestName] != nil }
func (d *disk) Make(name string, data []byte) host.Blob {
	return &content{name, data}
}
func (d *disk) Read(f host.Blob, over func([]byte, string)) {
	over(f.(*content).data, "")
}
func (d *disk) Stream(f host.Blob, read func(io.Reader) error, over func(error)) {
	over(read(bytes.NewReader(f.(*content).data)))
}
func (d *disk) Room(over func(host.Room)) { over(d.said) }
func (d *disk) Persist(over func(bool)) {
	d.persisted++
	over(false)
}
func (d *disk) Note(trainers int)            { d.noted = trainers }
func (d *disk) Ended() (trainers, limit int) { return d.ended, d.limit }
func (d *disk) Limit(runs int)               { d.limit = runs }
func (d *disk) Soon(f func())                { f() }
func (d *disk) Tidy()                        {}
func (d *disk) Fetch(name string, progress func(done, total int64), over func(host.Blob, string)) {
	d.fetched = append(d.fetched, name)
	file := d.site[name]
	if file == nil || d.broken >= 0 && len(d.fetched) > d.broken {
		over(nil, name+" could not be loaded.")
		return
	}
	progress(file.Size()/2, file.Size())
	over(file, "")
}
func (d *disk) Keep(folder, name string, file host.Blob, over func(host.Keeping)) {
	if d.denied {
		over(host.KeepingDenied)
		return
	}
	n := 0
	for _, files := range d.folders {
		n += len(files)
	}
	if d.room >= 0 && n >= d.room {
		over(host.KeepingFull)
		return
	}
	if d.folders[folder] == nil {
		d.folders[folder] = map[string]host.Blob{}
		d.order = append(d.order, folder)
	}
	d.folders[folder][name] = file
	over(host.Kept)
}
func (d *disk) Kept(folder string, over func(map[string]host.Blob)) { over(d.folders[folder]) }
func (d *disk) Drop(folder, name string)                            { delete(d.folders[folder], name) }
func (d *disk) Folders(over func([]string))                         { over(slices.Clone(d.order)) }
func (d *disk) Forget(folder string, over func()) {
	delete(d.folders, folder)
	d.order = slices.DeleteFunc(d.order, func(name string) bool { return name == folder })
	over()
}

// Folders and files of the store, as every version of the page has named them.
const (
	baseFolder     = "vgg19"
	featuresFolder = "features/"
	roundsFolder   = "rounds/"
	setsFolder     = "sets"
	recordSuffix   = ".json"
	resumeSuffix   = ".checkpoint"
	modelSuffix    = ".model"
	waySuffix      = ".way"
	nameFile       = "name"
	infoFile       = "info.json"
)

func chunkFile(i int) string { return fmt.Sprintf("%06d.rows", i) }
