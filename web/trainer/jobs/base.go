package jobs

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"

	"pawgrad/app/protocol"
	"pawgrad/assets/vgg19"
	"pawgrad/assets/vgg19/convert"
)

// gcPercent is by how much a trainer's heap may grow before garbage is collected, once it has
// VGG19's weights. Go's default doubles the hundreds of megabytes of weights and features that
// it holds then. They have no pointers in them and a step takes a second, so collecting more
// often costs nothing that could be measured; with the CNN's short steps it would.
const gcPercent = 25

// cureBase is the cure where weights that cannot be used name none.
const cureBase = "Load the VGG19 weights again."

// loadBase puts VGG19's pretrained part together and verifies it.
func (t *Trainer) loadBase(c protocol.LoadBase, a Attachments) error {
	manifest, err := vgg19.ParseManifest([]byte(c.Manifest))
	if err != nil {
		return &refusal{protocol.BadModel, err, cureBase}
	}
	if len(a.Files) != len(manifest.Shards) {
		return refuse(protocol.BadModel, cureBase, "VGG19's weights are %d files, but %d came", len(manifest.Shards), len(a.Files))
	}
	reader := vgg19.NewReader(manifest)
	var damaged []int
	for i, file := range a.Files {
		if e := addShard(reader, i, file); e != nil {
			damaged, err = append(damaged, i), cmp.Or(err, e)
		}
	}
	if damaged != nil {
		t.post(protocol.BaseDamaged{Shards: damaged})
		return &refusal{protocol.BadModel, err, cureBase}
	}
	if t.baseID != manifest.ID() {
		t.letGoOfBase()
	}
	t.base, t.baseID = reader, manifest.ID()
	debug.SetGCPercent(gcPercent)
	t.post(protocol.BaseLoaded{Source: manifest.Source, Licence: manifest.Licence.Name + ", " + manifest.Licence.By})
	return nil
}

// addShard reads a shard and checks it.
func addShard(reader *vgg19.Reader, i int, file File) error {
	// One that is too long is read only as far as needed to say so.
	data := make([]byte, min(file.Size(), vgg19.MaxShardBytes+1))
	if _, err := io.ReadFull(io.NewSectionReader(file, 0, file.Size()), data); err != nil {
		return fmt.Errorf("%s cannot be read: %w", reader.Manifest().Shards[i].Name, err)
	}
	return reader.Add(i, data)
}

// letGoOfBase frees what stands on the base: its layers as they were prepared for
// several image sizes take more memory than all else.
func (t *Trainer) letGoOfBase() {
	t.jobs = slices.DeleteFunc(t.jobs, func(j job) bool { _, ok := j.(*extraction); return ok })
	for _, m := range slices.Clone(t.models) {
		if m.pretrained {
			t.unloadModel(m.run)
		}
	}
	t.closeLookers()
}

// convertBase begins to make VGG19's pretrained part of another program's files, in place
// of one under way.
func (t *Trainer) convertBase(c protocol.ConvertBase, a Attachments) error {
	if len(c.Names) != len(a.Files) {
		panic(fmt.Sprintf("jobs: %d names came with %d files", len(c.Names), len(a.Files)))
	}
	var files []convert.File
	for i, f := range a.Files {
		files = append(files, convert.File{Name: c.Names[i], Size: f.Size(), ReaderAt: f})
	}
	t.aside(&t.cancelConversion, func(ctx context.Context) error { return t.convertFrom(ctx, files) })
	return nil
}

// convertFrom converts files and posts the shards.
func (t *Trainer) convertFrom(ctx context.Context, files []convert.File) error {
	src, err := convert.Open(files)
	if err != nil {
		return &refusal{protocol.BadModel, err, cureBase}
	}
	var shards []File
	answer := protocol.BaseConverted{}
	put := func(name string, content []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if name == vgg19.ManifestName {
			answer.Manifest = string(content)
			return nil
		}
		shard, err := fileOf(t.host.Create(), content)
		shards = append(shards, shard)
		return err
	}
	if _, err := vgg19.Write(src, put, func(done, total int) {
		t.post(protocol.BaseProgress{Done: int64(done), Total: int64(total)})
		runtime.Gosched() // the trainer goes on between two layers
	}); err != nil {
		return &refusal{protocol.BadModel, err, cureBase}
	}
	t.host.Post(answer, Attachments{Files: shards})
	return nil
}
