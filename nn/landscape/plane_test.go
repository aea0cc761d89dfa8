package landscape

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// find runs a search to its end.
func find(t *testing.T, points [][]float32) *Plane {
	t.Helper()
	s := NewSearch(len(points), len(points[0]), func(i, from int, dst []float32) error {
		copy(dst, points[i][from:])
		return nil
	})
	for step := 1; ; step++ {
		p, err := s.Next()
		if err != nil {
			t.Fatal(err)
		}
		if p != nil {
			if step != s.Steps() {
				t.Errorf("%d steps, %d were announced", step, s.Steps())
			}
			return p
		}
	}
}

func close(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }

func dot(a, b []float32) (sum float64) {
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

func TestPlaneByHand(t *testing.T) {
	// A cross around (10, 20, 30): 3 either way along the first axis, 1 along the third.
	p := find(t, [][]float32{{7, 20, 30}, {10, 20, 29}, {10, 20, 31}, {13, 20, 30}})
	if p.Centre[0] != 10 || p.Centre[1] != 20 || p.Centre[2] != 30 {
		t.Errorf("centre %v", p.Centre)
	}
	if !close(p.Explained[0], 0.9, 1e-9) || !close(p.Explained[1], 0.1, 1e-9) {
		t.Errorf("explained %v, want 18 and 2 of 20", p.Explained)
	}
	if !close(float64(p.X[0]), 1, 1e-6) || !close(math.Abs(float64(p.Y[2])), 1, 1e-6) {
		t.Errorf("directions %v and %v", p.X, p.Y)
	}
	if !close(p.Points[3][0], 3, 1e-6) || !close(p.Points[0][0], -3, 1e-6) || !close(math.Abs(p.Points[1][1]), 1, 1e-6) {
		t.Errorf("points %v", p.Points)
	}
	x, y := p.Window(3)
	if !close(x[1], 0, 1e-6) || !close(x[2], 3*1.4, 1e-6) || !close(y[2], 0.6*3*1.4, 1e-6) {
		t.Errorf("window %v by %v", x, y)
	}
}

// TestPlaneOfManyNumbers has points that lie on a plane of a large space, over
// several pieces: they are found again from their places.
func TestPlaneOfManyNumbers(t *testing.T) {
	const size, n = 3*piece + 17, 9
	random := rand.New(rand.NewPCG(3, 4))
	a, b, origin := make([]float32, size), make([]float32, size), make([]float32, size)
	for i := range size {
		a[i], b[i], origin[i] = float32(random.NormFloat64()), float32(random.NormFloat64()), 5*float32(random.NormFloat64())
	}
	points := make([][]float32, n)
	for i := range points {
		u, v := float32(random.NormFloat64()), 0.3*float32(random.NormFloat64())
		for k := range size {
			points[i] = append(points[i], origin[k]+u*a[k]+v*b[k])
		}
	}
	p := find(t, points)
	if sum := p.Explained[0] + p.Explained[1]; !close(sum, 1, 1e-6) || p.Explained[0] < p.Explained[1] {
		t.Errorf("explained %v", p.Explained)
	}
	if !close(dot(p.X, p.X), 1, 1e-4) || !close(dot(p.Y, p.Y), 1, 1e-4) || !close(dot(p.X, p.Y), 0, 1e-4) {
		t.Errorf("directions of length² %v and %v, product %v", dot(p.X, p.X), dot(p.Y, p.Y), dot(p.X, p.Y))
	}
	at := make([]float32, size)
	for i, point := range points {
		p.At(p.Points[i][0], p.Points[i][1], at)
		for k := range at {
			if !close(float64(at[k]), float64(point[k]), 1e-3) {
				t.Fatalf("point %d, number %d: %v, want %v", i, k, at[k], point[k])
			}
		}
	}
}

func TestPointsOnALine(t *testing.T) {
	p := find(t, [][]float32{{0, 0, 0, 1}, {0, 2, 0, 1}})
	if !close(p.Explained[0], 1, 1e-9) || p.Explained[1] != 0 || !close(dot(p.Y, p.Y), 1, 1e-5) || !close(dot(p.X, p.Y), 0, 1e-5) {
		t.Errorf("%+v", p)
	}
	if x, y := p.Window(5); x[0] >= -1 || y[0] >= 0 || y[4] <= 0 {
		t.Errorf("window %v by %v", x, y)
	}
}

func TestPointsThatAreTheSame(t *testing.T) {
	s := NewSearch(2, 3, func(_, _ int, dst []float32) error { clear(dst); return nil })
	if _, err := s.Next(); !errors.Is(err, ErrStill) {
		t.Errorf("error %v, want that nothing has moved", err)
	}
}

func TestEigen(t *testing.T) {
	values, vectors := eigen([][]float64{{2, 1, 0}, {1, 2, 0}, {0, 0, 5}})
	for i, want := range []float64{5, 3, 1} {
		if !close(values[i], want, 1e-12) {
			t.Errorf("values %v, want 5, 3, 1", values)
		}
	}
	if v := vectors[1]; !close(math.Abs(v[0]), math.Sqrt2/2, 1e-12) || !close(v[0], v[1], 1e-12) || !close(v[2], 0, 1e-12) {
		t.Errorf("the second vector is %v", v)
	}
}
