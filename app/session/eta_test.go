package session

import (
	"math"
	"testing"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/record"
	"pawgrad/nn/spec"
)

// progress plays a report of a run's speed, and of the seconds left by its own account.
func progress(f *fake, r *Run, imagesPerSecond, eta float64) {
	f.handle(protocol.Progress{Run: r.ID, Phase: protocol.Training, Step: 1, Steps: 100, ImagesPerSecond: imagesPerSecond, ETA: eta}, host.Attachments{})
}

// seconds is how long a run of so many epochs takes on the bundled set, with its 1,400,
// 200 and 400 photos, at a rate of training.
func seconds(r spec.Run, epochs, imagesPerSecond float64) float64 {
	train, forward := r.Network().TrainFLOPs(r.ImageSize), r.Network().ForwardFLOPs(r.ImageSize)
	return (epochs*(1400*train+200*forward) + 400*forward) / (imagesPerSecond * train)
}

func wantLeft(t *testing.T, s *Session, when string, want float64) {
	t.Helper()
	if got := s.Left(); math.Abs(got-want) > 1e-6*want {
		t.Errorf("%s: %g s left, want %g", when, got, want)
	}
}

func TestLeftOfAComparison(t *testing.T) {
	s, h, _ := open(t, 2)
	s.Start([]spec.MethodID{spec.SGD, spec.Momentum, spec.Adam})
	wantLeft(t, s, "before anything is measured", 0)
	each := seconds(s.Runs[0].Spec, 10, 200)
	begin(h.trainers[1], s.Runs[0])
	progress(h.trainers[1], s.Runs[0], 200, 60)
	wantLeft(t, s, "with one run measured", (60+2*each)/2)
	progress(h.trainers[1], s.Runs[0], 200, 1000)
	wantLeft(t, s, "with one run that takes longest", 1000)
	begin(h.trainers[2], s.Runs[1])
	point(h.trainers[2], s.Runs[1], 5, 10)
	s.Pause(s.Runs[0].ID)
	wantLeft(t, s, "with a run that only the visitor lets go on", max(each, (seconds(s.Runs[1].Spec, 5, 200)+each)/2))
	s.PauseAll()
	wantLeft(t, s, "while all are held", 0)
	s.ResumeAll()
	h.memory = 1 // room for one at a time
	wantLeft(t, s, "with memory for one", 1000+seconds(s.Runs[1].Spec, 5, 200)+each)
}

// TestLeftOfAStudy has parts of different cost: what is left of one that has not begun
// follows from its own network's operations, and later from its own speed.
func TestLeftOfAStudy(t *testing.T) {
	s, h, _ := open(t, 1)
	s.StartStudy()
	small, large := s.Rounds[0].Parts[0], s.Rounds[0].Parts[1]
	begin(h.trainers[1], s.Runs[0])
	progress(h.trainers[1], s.Runs[0], 1000, 0)
	ratio := small.Run(spec.SGD).Network().TrainFLOPs(64) / large.Run(spec.SGD).Network().TrainFLOPs(150)
	if ratio > 0.2 {
		t.Fatalf("a photo of 64 pixels costs %g of one of 150", ratio)
	}
	ofSmall, ofLarge := seconds(small.Run(spec.SGD), 50, 1000), seconds(large.Run(spec.SGD), 50, 1000*ratio)
	wantLeft(t, s, "with the first part measured", 21*ofSmall+7*ofLarge)
	if share, over, n := s.Overall(); share <= 0 || share > 0.01*ofSmall/(21*ofSmall+7*ofLarge)*1.01 || over != 0 || n != 28 {
		t.Errorf("a hundredth of the first run makes %g of the whole, %d of %d", share, over, n)
	}
	for _, r := range s.Runs {
		if r.Part == 0 {
			r.Status = Finished
		}
	}
	wantLeft(t, s, "when the first part is over", 7*ofLarge)
	share, over, _ := s.Overall()
	if want := 21 * ofSmall / (21*ofSmall + 7*ofLarge); math.Abs(share-want) > 1e-6 || over != 21 {
		t.Errorf("the first part makes %g of the whole, %d runs; want %g", share, over, want)
	}
	s.Runs[21].Rate = 3000 * ratio // faster than the first part's arithmetic
	wantLeft(t, s, "with the second part measured", 7*ofLarge/3)
}

// TestOverallIsOfTheRoundsUnderWay searches for rates when a comparison is over.
func TestOverallIsOfTheRoundsUnderWay(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	s.StopAll()
	s.StartSearch(1) // of six methods, each with three seeds of 12, 4 and 2 rates
	begin(h.trainers[2], s.Runs[2])
	finish(h.trainers[2], s.Runs[2], protocol.Finished, 5)
	if share, over, n := s.Overall(); !(share > 0 && share < 1.0/324) || over != 1 || n != 324 {
		t.Errorf("%d of %d done, a share of %g", over, n, share)
	}
}

// TestLeftBeforeTheFrozenLayersHaveLooked counts what VGG19's frozen layers do once for
// all runs.
func TestLeftBeforeTheFrozenLayersHaveLooked(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD})
	begin(h.trainers[1], s.Runs[0])
	progress(h.trainers[1], s.Runs[0], 1000, 60)
	pace := 1000 * s.Runs[0].Spec.Network().TrainFLOPs(64)
	run := spec.DefaultRunOf(spec.VGG19, spec.Adam)
	run.ImageSize, run.Train = 64, spec.TrainHead
	s.Runs[0].Status = Finished
	round := s.addRound(record.Comparison, "VGG19", []spec.Experiment{spec.DefaultExperimentFor(spec.VGG19)})
	for range 2 {
		s.Runs = append(s.Runs, s.newRun(round, 0, run))
	}
	// Each of the 2,000 photos once: the 16 convolutions at 64 pixels have 1.6e9
	// multiply-adds (VGG19 has 19.6e9 at 224).
	head := run.Network().TrainFLOPs(64)
	runs := 2 * seconds(run, float64(run.Epochs), pace/head)
	looking := s.Left() - runs
	if want := 2000 * 2 * 19.5e9 * 64 * 64 / (224 * 224) / pace; math.Abs(looking/want-1) > 0.02 {
		t.Errorf("%g s for looking at all photos, want %g", looking, want)
	}
	run.Augment.Flip = true
	s.Runs[1].Spec, s.Runs[2].Spec = run, run
	if both := s.Left() - runs; math.Abs(both/looking-1.7) > 0.01 {
		t.Errorf("with the mirror images of 1,400 of 2,000 photos it takes %g times as long", both/looking)
	}
	run.Augment.Rotate, run.Augment.Variants = 10, 4
	s.Runs[1].Spec, s.Runs[2].Spec = run, run
	if all := s.Left() - runs; math.Abs(all/looking-3.8) > 0.01 {
		t.Errorf("with 4 variants of 1,400 of 2,000 photos it takes %g times as long", all/looking)
	}
}

func TestSpeedsOfAnotherMachineDoNotCount(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD, spec.Adam})
	begin(h.trainers[1], s.Runs[0])
	progress(h.trainers[1], s.Runs[0], 200, 0)
	if s.Left() == 0 {
		t.Error("nothing is known of this machine's own speed")
	}
	s.Rounds[0].Machine.Cores++
	wantLeft(t, s, "with runs of another machine", 0)
}

// TestRatesAreMeansAcrossVisits goes on with the mean of an earlier visit's reports.
func TestRatesAreMeansAcrossVisits(t *testing.T) {
	s, h, _ := open(t, 1)
	s.Start([]spec.MethodID{spec.SGD})
	begin(h.trainers[1], s.Runs[0])
	progress(h.trainers[1], s.Runs[0], 100, 9)
	progress(h.trainers[1], s.Runs[0], 200, 9)
	epoch(h.trainers[1], s.Runs[0], 1)

	again, h2 := reopen(t, h.disk, 1)
	again.ResumeAll()
	if again.Runs[0].Rate != 150 {
		t.Fatalf("rate %g came back, want 150", again.Runs[0].Rate)
	}
	progress(h2.trainers[1], again.Runs[0], 300, 9)
	if again.Runs[0].Rate != 200 {
		t.Errorf("with a third report the mean of 100, 200 and 300 is %g", again.Runs[0].Rate)
	}

	old := record.Run{ID: "run1", Spec: s.Runs[0].Spec, Rate: 150, Train: record.Curve{Epoch: make([]float64, 9)}}
	r := recorded(old)
	r.Apply(protocol.Progress{Phase: protocol.Training, ImagesPerSecond: 250}, host.Attachments{})
	if r.Rate != 160 {
		t.Errorf("an older record's mean of nine points and one report makes %g, want 160", r.Rate)
	}
}
