package jobs

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"pawgrad/app/protocol"
	"pawgrad/assets/photos"
	"pawgrad/nn/metric"
	nn "pawgrad/nn/model"
)

const (
	// answerBatch is how many photos are answered in one unit of work. A network
	// takes hardly longer for several photos than for one, but the first answer
	// should not wait for many to be decoded.
	answerBatch = 8
	// thumbSide is the longer side of a photo's small picture, in pixels: sharp
	// at 160 CSS pixels on a screen of double density, and some 100 KB.
	thumbSide = 320
)

// classification is the job of answering photos in the order in which they came.
type classification struct {
	trainer *Trainer
	queue   []*photo
}

// photo is one that waits for its answer.
type photo struct {
	protocol.Classified // what is known so far
	file                File
	cam                 bool // whether heat maps are asked for
	channels            bool // whether the channels are
	picture             File
	looks               map[photos.Preparation][]byte // inputs; nil if it cannot be used
}

// classify puts photos in the queue.
func (t *Trainer) classify(c protocol.Classify, a Attachments) error {
	if len(a.Files) != len(c.Photos) {
		panic(fmt.Sprintf("jobs: %d photos came with %d files", len(c.Photos), len(a.Files)))
	}
	if len(c.Photos) == 0 {
		return nil
	}
	if t.photos == nil {
		t.photos = &classification{trainer: t}
		t.jobs = append(t.jobs, t.photos)
	}
	for i, ref := range c.Photos {
		event := protocol.Classified{ID: ref.ID, Name: ref.Name}
		t.photos.queue = append(t.photos.queue, &photo{Classified: event, file: a.Files[i], cam: c.CAM, channels: c.Channels})
	}
	return nil
}

func (c *classification) held() bool    { return false }
func (c *classification) owner() string { return "" }
func (c *classification) close()        {}

// next answers a batch of photos. What fails with one photo or one model is told
// and leaves the others as they are.
func (c *classification) next() (done bool, err error) {
	n := min(answerBatch, len(c.queue))
	batch := c.queue[:n]
	c.queue = c.queue[n:]
	var readable []*photo
	for _, p := range batch {
		if !c.trainer.guard("", func() error { return c.trainer.prepare(p) }) {
			p.Error = fmt.Sprintf("%s could not be classified.", p.Name)
		}
		if p.Error == "" {
			readable = append(readable, p)
		}
	}
	if len(readable) > 0 {
		for _, m := range c.trainer.models {
			c.trainer.guard(m.run, func() error { return m.answer(readable) })
		}
	}
	for _, p := range batch {
		a := Attachments{}
		if p.picture != nil {
			a.Files = []File{p.picture}
		}
		c.trainer.host.Post(p.Classified, a)
	}
	return len(c.queue) == 0, nil
}

// prepare reads a photo and brings it to what the models take. What is
// wrong with the photo itself is noted in it; the error is of other kinds.
func (t *Trainer) prepare(p *photo) error {
	data, err := readAll(p.file)
	if err != nil {
		p.Error = unreadable(p.Name, nil, err)
		return nil
	}
	whole, seen := t.see(p, data)
	if !seen {
		return nil
	}
	width, height := fit(whole.Width, whole.Height, thumbSide)
	p.picture, err = t.host.Picture(photos.Resize(whole, height, width), width, height)
	return err
}

// see decodes a photo and brings it to what the models take. If it cannot be used, that is noted
// in it.
func (t *Trainer) see(p *photo, data []byte) (whole photos.Photo, seen bool) {
	// Decoded once, however many networks look at it.
	once := &onceDecoder{Decoder: t.host}
	if _, err := photos.Load(context.Background(), once, p.Name, data, 1, 1); err != nil {
		p.Error = unreadable(p.Name, data, err)
		return photos.Photo{}, false
	}
	p.looks = map[photos.Preparation][]byte{}
	look := func(as photos.Preparation) {
		if p.looks[as] == nil {
			p.looks[as] = as.Look(once.photo)
		}
	}
	for _, m := range t.models {
		look(m.preparation)
		if m.tells(p) {
			look(m.noveltyLook)
		}
	}
	return once.photo, true
}

// answer adds the model's answers to the photos.
func (m *model) answer(batch []*photo) error {
	logits, maps, err := m.look(batch)
	if err != nil {
		return err
	}
	channels, err := m.channels(batch)
	if err != nil {
		return err
	}
	each := len(logits) / len(batch)
	for i, p := range batch {
		probability := metric.Sigmoid(mean(logits[i*each : (i+1)*each]))
		// A model whose weights are no numbers knows no answer.
		if math.IsNaN(probability) {
			continue
		}
		answer := protocol.Answer{Run: m.run, Probability: probability}
		if p.cam {
			whole := maps[i*each] // not mirrored
			answer.CAM = &protocol.HeatMap{Height: whole.Height, Width: whole.Width, Cells: whole.Cells}
		}
		if channels[i] != nil {
			answer.Unlike = m.novelty != nil && m.novelty.Unlike(channels[i])
			if p.channels {
				answer.Channels = channels[i]
			}
		}
		p.Answers = append(p.Answers, answer)
	}
	return nil
}

// look runs the model on photos as its preparation shows them, with heat maps if they are asked for.
func (m *model) look(batch []*photo) (logits []float32, maps []nn.HeatMap, err error) {
	pixels := lookedAt(batch, m.preparation)
	if slices.ContainsFunc(batch, func(p *photo) bool { return p.cam }) {
		return m.predictor.LogitsWithCAM(pixels)
	}
	logits, err = m.predictor.Logits(pixels)
	return logits, nil, err
}

// channels are those of each photo, the mean over its looks, where the model tells by them what is
// unlike its photos or where they are asked for; nil elsewhere.
func (m *model) channels(batch []*photo) ([][]float32, error) {
	var wanted []*photo
	for _, p := range batch {
		if m.tells(p) {
			wanted = append(wanted, p)
		}
	}
	channels := make([][]float32, len(batch))
	if wanted == nil {
		return channels, nil
	}
	looks, err := m.predictor.Channels(lookedAt(wanted, m.noveltyLook))
	if err != nil {
		return nil, err
	}
	each := len(looks) / len(wanted)
	for i, p := range batch {
		if m.tells(p) {
			channels[i], looks = meanOf(looks[:each]), looks[each:]
		}
	}
	return channels, nil
}

// tells reports whether a photo's channels are wanted of the model.
func (m *model) tells(p *photo) bool { return m.novelty != nil || p.channels }

// lookedAt are the inputs that a preparation makes of photos, one after the other.
func lookedAt(batch []*photo, as photos.Preparation) []byte {
	var pixels []byte
	for _, p := range batch {
		pixels = append(pixels, p.looks[as]...)
	}
	return pixels
}

// meanOf is the mean of rows of numbers.
func meanOf(rows [][]float32) []float32 {
	sum := make([]float32, len(rows[0]))
	for _, row := range rows {
		for i, x := range row {
			sum[i] += x / float32(len(rows))
		}
	}
	return sum
}

func mean(of []float32) float64 {
	sum := 0.0
	for _, x := range of {
		sum += float64(x)
	}
	return sum / float64(len(of))
}

// fit returns the size of a picture scaled down so that its longer side is at
// most side.
func fit(width, height, side int) (int, int) {
	scale := min(1, float64(side)/float64(max(width, height)))
	return max(1, int(math.Round(scale*float64(width)))), max(1, int(math.Round(scale*float64(height))))
}

// onceDecoder keeps the photo that it decoded.
type onceDecoder struct {
	photos.Decoder
	photo photos.Photo
}

func (o *onceDecoder) Decode(ctx context.Context, path string, data []byte) (photos.Photo, error) {
	var err error
	o.photo, err = o.Decoder.Decode(ctx, path, data)
	return o.photo, err
}

// readAll reads a photo's file.
func readAll(f File) ([]byte, error) {
	if f.Size() > photos.MaxFileBytes {
		return nil, photos.ErrTooLarge
	}
	data := make([]byte, f.Size())
	_, err := io.ReadFull(io.NewSectionReader(f, 0, f.Size()), data)
	return data, err
}
