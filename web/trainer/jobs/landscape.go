package jobs

import (
	"encoding/binary"
	"errors"
	"io"
	"math"

	gomlx "github.com/gomlx/gomlx/ml/model"

	"pawgrad/app/protocol"
	"pawgrad/nn/data"
	"pawgrad/nn/file"
	"pawgrad/nn/landscape"
	"pawgrad/nn/metric"
	nn "pawgrad/nn/model"
	"pawgrad/nn/spec"
)

// The bounds of a landscape's grid: fewer places show nothing, more take an hour.
const leastGrid, mostGrid = 2, 101

// survey is the job of measuring the loss around the paths of runs.
type survey struct {
	trainer *Trainer
	command protocol.Landscape
	// search is over when plane is set.
	search *landscape.Search
	plane  *landscape.Plane

	store     *gomlx.Store
	predictor *nn.Predictor
	weights   []file.Tensor // those at the place being measured, in flat
	flat      []float32
	images    []uint8 // the photos, one after the other
	labels    []int

	answer    protocol.Landscaped
	cancelled bool
}

// survey begins to measure a landscape.
func (t *Trainer) survey(c protocol.Landscape, a Attachments) error {
	set, err := t.setFor(c.Spec)
	if err != nil {
		return err
	}
	if c.Spec.Model != spec.CNN {
		return refuse(protocol.BadSetting, "Train the CNN to see its paths.", "the loss around paths is measured for the CNN only")
	}
	points := 0
	for _, p := range c.Paths {
		points += p.Waypoints
	}
	if c.Grid < leastGrid || c.Grid > mostGrid || c.Images < 1 || points != len(a.Files) || points < 2 {
		return refuse(protocol.BadSetting, cureSetting, "a landscape of %d by %d places by %d photos around %d points cannot be measured", c.Grid, c.Grid, c.Images, points)
	}
	split, err := data.Choose(set, c.Spec)
	if err != nil {
		return &refusal{protocol.BadData, err, cureData}
	}
	s := &survey{trainer: t, command: c, store: gomlx.NewStore(), weights: nn.Start(c.Spec)}
	size := 0
	for _, w := range s.weights {
		size += len(w.Data)
	}
	for _, f := range a.Files {
		if f.Size() != int64(size*numberBytes) {
			return refuse(protocol.BadData, "Run the comparison again.", "a point of a path has %d bytes, and this network's has %d", f.Size(), size*numberBytes)
		}
	}
	s.flat = make([]float32, size)
	at := 0
	for i, w := range s.weights {
		s.weights[i].Data = s.flat[at : at+len(w.Data)]
		at += len(w.Data)
	}
	raw := []byte(nil)
	s.search = landscape.NewSearch(points, size, func(i, from int, dst []float32) error {
		if raw = raw[:0]; cap(raw) < numberBytes*len(dst) {
			raw = make([]byte, 0, numberBytes*len(dst))
		}
		raw = raw[:numberBytes*len(dst)]
		if n, err := a.Files[i].ReadAt(raw, int64(numberBytes*from)); n < len(raw) && err != nil && !errors.Is(err, io.EOF) {
			return &refusal{protocol.BadData, err, "Run the comparison again."}
		}
		_, err := binary.Decode(raw, binary.LittleEndian, dst)
		return err
	})
	if err := s.read(source{set}, split.Train); err != nil {
		return err
	}
	t.jobs = append(t.jobs, s)
	return nil
}

// read takes the photos, evenly from all that are trained on.
func (s *survey) read(set data.Source, train []int) error {
	images := data.NewImages(set, s.command.Spec.ImageSize, 0)
	n := min(s.command.Images, len(train))
	s.images = make([]uint8, n*images.Bytes())
	for i := range n {
		index := train[i*len(train)/n]
		if err := images.Read(index, s.images[i*images.Bytes():(i+1)*images.Bytes()]); err != nil {
			return err
		}
		s.labels = append(s.labels, images.Label(index))
	}
	s.answer.Images = n
	return nil
}

func (s *survey) held() bool    { return false }
func (s *survey) owner() string { return "" }

func (s *survey) close() {
	if s.predictor != nil {
		s.predictor.Close()
	}
	s.store.Finalize()
}

// next looks for the plane a little, or measures one place of it.
func (s *survey) next() (done bool, err error) {
	if s.cancelled {
		return true, nil
	}
	if s.plane == nil {
		s.plane, err = s.search.Next()
		if errors.Is(err, landscape.ErrStill) {
			err = &refusal{protocol.BadData, err, "Train for an epoch with a learning rate above zero."}
		}
		if err == nil && s.plane != nil {
			err = s.prepare()
		}
		return err != nil, err
	}
	a := &s.answer
	row := len(a.Loss) - 1
	if row < 0 || len(a.Loss[row]) == s.command.Grid {
		a.Loss, row = append(a.Loss, nil), row+1
	}
	loss, err := s.measure(a.X[len(a.Loss[row])], a.Y[row])
	if err != nil {
		return true, err
	}
	a.Loss[row] = append(a.Loss[row], loss)
	grid := s.command.Grid
	s.trainer.post(protocol.LandscapeProgress{Done: row*grid + len(a.Loss[row]), Total: grid * grid})
	if row*grid+len(a.Loss[row]) < grid*grid {
		return false, nil
	}
	s.trainer.post(*a)
	return true, nil
}

// prepare lays out the grid and compiles the network.
func (s *survey) prepare() error {
	a := &s.answer
	a.X, a.Y = s.plane.Window(s.command.Grid)
	a.Explained = s.plane.Explained
	points := s.plane.Points
	for _, p := range s.command.Paths {
		a.Paths = append(a.Paths, protocol.LandscapedPath{Run: p.Run, Points: points[:p.Waypoints]})
		points = points[p.Waypoints:]
	}
	s.search = nil // its pieces are no longer needed
	if err := nn.Load(s.store, s.weights); err != nil {
		return err
	}
	var err error
	if s.predictor, err = nn.PredictorOn(s.trainer.backend, s.store, s.command.Spec, min(nn.PredictBatch, len(s.labels))); err != nil {
		return err
	}
	return s.predictor.Compile()
}

// measure is the mean loss of the network with the weights at a place; -1 if it is no
// finite number.
func (s *survey) measure(x, y float64) (float64, error) {
	s.plane.At(x, y, s.flat)
	if err := nn.Load(s.store, s.weights); err != nil {
		return 0, err
	}
	logits, err := s.predictor.Logits(s.images)
	if err != nil {
		return 0, err
	}
	var mean metric.Mean
	for i, z := range logits {
		mean.Add(float64(z), s.labels[i])
	}
	loss, _ := mean.Values()
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return -1, nil
	}
	return loss, nil
}

// cancelSurvey ends the measuring of landscapes.
func (t *Trainer) cancelSurvey() {
	for _, j := range t.jobs {
		if s, ok := j.(*survey); ok {
			s.cancelled = true
		}
	}
}
