package train

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"
	gomlx "github.com/gomlx/gomlx/ml/model"

	"pawgrad/nn/data"
	"pawgrad/nn/file"
	"pawgrad/nn/model"
	"pawgrad/nn/optim"
	"pawgrad/nn/spec"
)

// snapshotFormat is the "format" of a snapshot's container.
const snapshotFormat = "pawgrad-snapshot"

// keptPrefix begins the names of the kept weights among a snapshot's tensors;
// those of the store's variables begin with a slash.
const keptPrefix = "kept/"

// snapshot is the JSON part of a snapshot. There is no random state in it:
// all chance is a function of the seed and the position.
type snapshot struct {
	Run   spec.Run `json:"run"`
	Set   identity `json:"set"`
	State state    `json:"state"`
}

// identity tells one image set from another.
type identity struct {
	Name   string `json:"name"`
	Images [3]int `json:"images"`           // used for training, validation, test
	SHA256 string `json:"sha256,omitempty"` // of the pixels, if the set knows it
}

// identity describes the run's image set.
func (t *Trainer) identity() identity {
	id := identity{Name: t.info.Name, Images: [3]int{t.plan.TrainImages, t.plan.ValidationImages, t.plan.TestImages}}
	if set, ok := t.set.(interface{ SHA256() string }); ok {
		id.SHA256 = set.SHA256()
	}
	return id
}

// Snapshot returns all that [Restore] needs to go on with the run, bit for bit:
// weights, what the method remembers, and the position. A validation or test
// under way starts over. It fails for a run that has failed.
func (t *Trainer) Snapshot() ([]byte, error) {
	if t.failed != nil {
		return nil, fmt.Errorf("A run that has failed cannot be continued: %w", t.failed)
	}
	var all []file.Tensor
	for v := range t.store.IterVariables() {
		if frozen(v) {
			continue
		}
		value, err := v.Value()
		if err != nil {
			return nil, err
		}
		data, err := tensors.CopyFlatData[float32](value)
		if err != nil {
			return nil, err
		}
		all = append(all, file.Tensor{Name: v.Path(), Shape: v.Shape().Dimensions, Data: data})
	}
	for _, w := range t.kept {
		if t.state.keptAreCurrent() {
			break
		}
		all = append(all, file.Tensor{Name: keptPrefix + w.Name, Shape: w.Shape, Data: w.Data})
	}
	return file.Pack(snapshotFormat, snapshot{Run: t.run, Set: t.identity(), State: t.state}, all)
}

// keptAreCurrent reports whether the kept weights are the current ones: right after
// an epoch at whose end they were kept.
func (s state) keptAreCurrent() bool {
	return s.KeptEpoch > 0 && s.KeptEpoch == s.Epoch && s.Batch == 0
}

// Restore returns a run as it was when the snapshot was taken. The set must be
// the same. Errors are sentences for the page.
func Restore(backend compute.Backend, set data.Source, pretrained Pretrained, saved []byte) (*Trainer, error) {
	var s snapshot
	all, err := file.Unpack(snapshotFormat, saved, &s)
	if err != nil {
		return nil, err
	}
	t, err := New(backend, s.Run, set, pretrained)
	if err != nil {
		return nil, err
	}
	if id := t.identity(); id != s.Set {
		t.Close()
		return nil, fmt.Errorf("This run was trained on the image set %q, not on %q. Load that set first.", s.Set.Name, id.Name)
	}
	if err := t.restore(s.State, all); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

// restore takes over a snapshot's state and tensors.
func (t *Trainer) restore(s state, all []file.Tensor) error {
	phases := []Phase{Training, Validating, Testing, Over}
	if !slices.Contains(phases, s.Phase) || s.Epoch < 0 || s.Epoch > t.run.Epochs || s.Batch < 0 || s.Batch >= t.plan.StepsPerEpoch ||
		s.Phase == Training && s.Epoch == t.run.Epochs || s.KeptEpoch < 0 || s.KeptEpoch > s.Epoch {
		return fmt.Errorf("%w: it holds a position that cannot be", file.ErrDamaged)
	}
	if err := s.checkChanges(t.run); err != nil {
		return err
	}
	var weights, kept []file.Tensor
	for _, saved := range all {
		switch {
		case strings.HasPrefix(saved.Name, keptPrefix):
			saved.Name = saved.Name[len(keptPrefix):]
			kept = append(kept, saved)
		case strings.HasPrefix(saved.Name, model.Scope+"/"):
			saved.Name = saved.Name[len(model.Scope)+1:]
			weights = append(weights, saved)
		case strings.HasPrefix(saved.Name, optim.Scope+"/"):
			value := tensors.FromFlatDataAndDimensions(saved.Data, saved.Shape...)
			v, err := t.store.CreateVariable(saved.Name, value)
			if err != nil {
				return fmt.Errorf("%w: %v", file.ErrDamaged, err)
			}
			v.SetTrainable(false)
		default:
			return fmt.Errorf("%w: it holds an unknown tensor %q", file.ErrDamaged, saved.Name)
		}
	}
	if s.keptAreCurrent() && kept == nil {
		kept = weights
	}
	t.state = s
	if t.waiting != t.run.Waits(s.Epoch) {
		t.closeStep()
		if err := t.build(); err != nil {
			return err
		}
	}
	if !t.fits(weights) || s.KeptEpoch > 0 && !t.fits(kept) || s.KeptEpoch == 0 && kept != nil || !t.slotsFit() {
		return fmt.Errorf("%w: its weights are not those of its network", file.ErrDamaged)
	}
	if err := model.Load(t.store, weights); err != nil {
		return err
	}
	t.kept = kept
	return nil
}

// fits reports whether the tensors are the network's weights.
func (t *Trainer) fits(all []file.Tensor) bool {
	return slices.EqualFunc(all, t.run.Network().Weights(t.run.ImageSize), func(got file.Tensor, want spec.Weight) bool {
		return got.Name == want.Name && slices.Equal(got.Shape, want.Shape)
	})
}

// slotsFit reports whether what the method remembers has the shape of the weight
// that it is for; what is for no weight is a single number.
func (t *Trainer) slotsFit() bool {
	for v := range t.store.IterVariables() {
		if strings.HasPrefix(v.Path(), model.Scope+"/") || frozen(v) {
			continue
		}
		if _, weight, ok := strings.Cut(v.Path(), model.Scope+"/"); ok {
			w := t.store.GetVariable(gomlx.JoinPath(model.Scope, weight))
			if w == nil || !w.Shape().Equal(v.Shape()) {
				return false
			}
		} else if !v.Shape().IsScalar() {
			return false
		}
	}
	return true
}

// frozen reports whether a variable is of the base, which is the same in every run.
func frozen(v *gomlx.Variable) bool { return strings.HasPrefix(v.Path(), model.BaseScope+"/") }
