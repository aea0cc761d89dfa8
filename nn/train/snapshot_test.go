package train

import (
	"reflect"
	"strings"
	"testing"

	"pawgrad/nn/data"
	"pawgrad/nn/file"
	"pawgrad/nn/spec"
)

// TestSnapshot stops a run in the middle of an epoch, of validation and of the
// test, and goes on from the snapshot: the ends are alike, bit for bit.
func TestSnapshot(t *testing.T) {
	set := newBlobs(3, 2, 2)
	for _, id := range []spec.MethodID{spec.Adam, spec.Nesterov, spec.GD} {
		run := smallRun(id)
		run.Patience, run.Schedule = 5, spec.Cosine
		run.Augment = spec.Augment{Flip: true, Rotate: 10}
		whole := begin(t, run, set)
		var want []Event
		for !whole.Done() {
			want = append(want, next(t, whole, 1))
		}
		resumed := begin(t, run, set)
		for i, w := range want {
			saved, err := resumed.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			if i > 0 { // mid-epoch, validation, test
				if resumed, err = Restore(backend(t), set, Pretrained{}, saved); err != nil {
					t.Fatal(err)
				}
				t.Cleanup(resumed.Close)
			}
			if got := next(t, resumed, 1); !reflect.DeepEqual(got, w) {
				t.Errorf("%s, event %d: %+v, without a break %+v", id, i, got, w)
			}
		}
		if !resumed.Done() || !reflect.DeepEqual(weightsOf(t, resumed), weightsOf(t, whole)) {
			t.Errorf("%s: the weights differ in the end", id)
		}
	}
}

func TestRestoreRefuses(t *testing.T) {
	set := newBlobs(4, 2, 2)
	tr := begin(t, smallRun(spec.Adam), set)
	next(t, tr, 1)
	good, err := tr.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	repack := func(change func(s *snapshot, all []file.Tensor) []file.Tensor) []byte {
		var s snapshot
		all, err := file.Unpack(snapshotFormat, good, &s)
		if err != nil {
			t.Fatal(err)
		}
		all = change(&s, all)
		data, err := file.Pack(snapshotFormat, s, all)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	other := newBlobs(4, 2, 2)
	other.name = "other blobs"
	cases := []struct {
		name string
		set  data.Source
		data []byte
		want string
	}{
		{"nothing", set, nil, "not a file of this program"},
		{"cut short", set, good[:len(good)-1], "damaged"},
		{"another set", other, good, `the image set "blobs", not on "other blobs"`},
		{"settings that cannot be", set, repack(func(s *snapshot, all []file.Tensor) []file.Tensor { s.Run.Epochs = 0; return all }), "Epochs"},
		{"a position beyond the end", set, repack(func(s *snapshot, all []file.Tensor) []file.Tensor { s.State.Epoch = 9; return all }), "position"},
		{"a phase that is none", set, repack(func(s *snapshot, all []file.Tensor) []file.Tensor { s.State.Phase = "x"; return all }), "position"},
		{"a weight missing", set, repack(func(s *snapshot, all []file.Tensor) []file.Tensor { return all[1:] }), "not those of its network"},
		{"kept weights missing", set, repack(func(s *snapshot, all []file.Tensor) []file.Tensor {
			s.State.Epoch, s.State.KeptEpoch, s.State.Phase = 1, 1, Testing
			return all
		}), "not those of its network"},
		{"a slot of another shape", set, repack(func(s *snapshot, all []file.Tensor) []file.Tensor {
			last := &all[len(all)-1]
			last.Shape, last.Data = []int{2}, []float32{0, 0}
			return all
		}), "not those of its network"},
		{"an unknown tensor", set, repack(func(s *snapshot, all []file.Tensor) []file.Tensor { all[0].Name = "x"; return all }), `unknown tensor "x"`},
	}
	for _, c := range cases {
		if _, err := Restore(backend(t), c.set, Pretrained{}, c.data); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
}
