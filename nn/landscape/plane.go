package landscape

import (
	"errors"
	"math"
	"math/rand/v2"
)

// piece is how many numbers of each point are read at a time.
const piece = 1 << 14

// Reader reads the numbers of point i from one on into dst.
type Reader func(i, from int, dst []float32) error

// Plane is a plane in the space of weights, with what was to be seen on it.
type Plane struct {
	// Centre is the mean of the points; X and Y are directions of length 1, at right
	// angles.
	Centre, X, Y []float32
	// Points are the places of the points on the plane, from the centre.
	Points [][2]float64
	// Explained is the share of the points' variance along X and along Y.
	Explained [2]float64
}

// ErrStill is the error for points that are all the same.
var ErrStill = errors.New("the weights have not changed, so there is no path to be seen")

// Search finds the plane of some points, a piece at a time.
type Search struct {
	n, size int
	read    Reader
	from    int         // what has been read of the points, in the pass under way
	inner   [][]float64 // inner products of the points, from the first one on
	along   [2][]float64
	plane   *Plane
	pieces  [][]float32
}

// NewSearch begins the search for the plane of n points of so many numbers.
func NewSearch(n, size int, read Reader) *Search {
	s := &Search{n: n, size: size, read: read, inner: make([][]float64, n), pieces: make([][]float32, n)}
	for i := range n {
		s.inner[i] = make([]float64, n)
		s.pieces[i] = make([]float32, min(piece, size))
	}
	return s
}

// Steps is how many calls of Next there will be.
func (s *Search) Steps() int { return 2 * ((s.size + piece - 1) / piece) }

// Next reads one piece of all points. It returns the plane when it has been found,
// else nil.
func (s *Search) Next() (*Plane, error) {
	n := min(piece, s.size-s.from)
	for i := range s.n {
		s.pieces[i] = s.pieces[i][:n]
		if err := s.read(i, s.from, s.pieces[i]); err != nil {
			return nil, err
		}
	}
	if s.plane == nil {
		s.multiply()
	} else {
		s.direct()
	}
	if s.from += n; s.from < s.size {
		return nil, nil
	}
	s.from = 0
	if s.plane == nil {
		return nil, s.solve()
	}
	s.complete()
	return s.plane, nil
}

// multiply adds the piece's part to the inner products. Points are taken from the
// first one on: runs start together and their differences are small beside the
// weights.
func (s *Search) multiply() {
	for i := 1; i < s.n; i++ {
		for j := 1; j <= i; j++ {
			sum := 0.0
			first, a, b := s.pieces[0], s.pieces[i], s.pieces[j]
			for k := range a {
				sum += float64(a[k]-first[k]) * float64(b[k]-first[k])
			}
			s.inner[i][j] += sum
		}
	}
}

// solve finds where the points lie on the plane.
func (s *Search) solve() error {
	n := s.n
	means, mean := make([]float64, n), 0.0
	for i := range n {
		for j := range i {
			s.inner[j][i] = s.inner[i][j]
		}
	}
	for i, row := range s.inner {
		for _, v := range row {
			means[i] += v / float64(n)
		}
		mean += means[i] / float64(n)
	}
	total := 0.0
	for i, row := range s.inner {
		for j := range row {
			row[j] += mean - means[i] - means[j] // as if taken from the mean
		}
		total += row[i]
	}
	if !(total > 0) || math.IsInf(total, 0) {
		return ErrStill
	}
	values, vectors := eigen(s.inner)
	s.plane = &Plane{Centre: make([]float32, s.size), X: make([]float32, s.size), Y: make([]float32, s.size), Points: make([][2]float64, n)}
	for k := range 2 {
		s.along[k] = make([]float64, n)
		if k >= len(values) || values[k] <= total*1e-12 {
			continue // the points lie on a line
		}
		s.plane.Explained[k] = values[k] / total
		length := math.Sqrt(values[k])
		if vectors[k][n-1] < 0 { // a direction's sign is free: the last point lies on its positive side
			length = -length
		}
		for i := range n {
			s.plane.Points[i][k] = vectors[k][i] * length
			s.along[k][i] = vectors[k][i] / length
		}
	}
	return nil
}

// direct works out the piece of the plane's centre and directions.
func (s *Search) direct() {
	p := s.plane
	for k := range s.pieces[0] {
		mean, x, y := 0.0, 0.0, 0.0
		for i := range s.n {
			w := float64(s.pieces[i][k])
			mean += w
			x += s.along[0][i] * w // the factors' sum is zero, so the centre need not be taken off
			y += s.along[1][i] * w
		}
		at := s.from + k
		p.Centre[at], p.X[at], p.Y[at] = float32(mean/float64(s.n)), float32(x), float32(y)
	}
}

// complete gives points on a line a second direction: any one at right angles.
func (s *Search) complete() {
	p := s.plane
	if p.Explained[1] > 0 {
		return
	}
	random := rand.New(rand.NewPCG(1, 2))
	along, length := 0.0, 0.0
	for i := range p.Y {
		p.Y[i] = float32(random.NormFloat64())
		along += float64(p.Y[i]) * float64(p.X[i])
	}
	for i := range p.Y {
		p.Y[i] -= float32(along) * p.X[i]
		length += float64(p.Y[i]) * float64(p.Y[i])
	}
	for i := range p.Y {
		p.Y[i] /= float32(math.Sqrt(length))
	}
}

// At writes the weights at a place of the plane.
func (p *Plane) At(x, y float64, dst []float32) {
	a, b := float32(x), float32(y)
	for i, c := range p.Centre {
		dst[i] = c + a*p.X[i] + b*p.Y[i]
	}
}

// Parts of a window: what is left free around the points, and how much shorter one
// side may be than the other.
const (
	margin  = 0.2
	leanest = 0.6
)

// Window is a grid of places around the points.
func (p *Plane) Window(grid int) (x, y []float64) {
	lo, hi := p.Points[0], p.Points[0]
	for _, at := range p.Points {
		for k := range 2 {
			lo[k], hi[k] = math.Min(lo[k], at[k]), math.Max(hi[k], at[k])
		}
	}
	longest := math.Max(hi[0]-lo[0], hi[1]-lo[1])
	side := func(k int) []float64 {
		middle, half := (lo[k]+hi[k])/2, math.Max(hi[k]-lo[k], leanest*longest)/2*(1+2*margin)
		list := make([]float64, grid)
		for i := range list {
			list[i] = middle + half*(2*float64(i)/float64(grid-1)-1)
		}
		return list
	}
	return side(0), side(1)
}
