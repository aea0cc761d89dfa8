package record

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"pawgrad/app/format"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
	"pawgrad/nn/metric"
	"pawgrad/nn/spec"
)

// Section is a part of a report, in no format yet: the page prints it, and [Markdown]
// writes it.
type Section struct {
	Title  string
	Blocks []Block
}

// Block is a paragraph, a table or a figure; the other fields are empty.
type Block struct {
	Text string
	// Head and Rows are a table. Its first column names the rows; the others are
	// figures.
	Head []string
	Rows [][]string
	// Figure names a figure; see [FigureName].
	Figure  string
	Caption string
}

// Kinds of figures in a report.
const (
	FigureForest       = "forest"    // test accuracies beside the study's
	FigureBox          = "box"       // over batches of test photos
	FigureBoxSeeds     = "box-seeds" // over seeds
	FigureGradients    = "gradient-norms"
	FigureSteps        = "step-norms"
	FigureROC          = "roc"          // curves on the test photos
	FigureArrivals     = "arrivals"     // at the highest target, by epochs
	FigureProfile      = "profile"      // over all parts and targets
	FigureArchitecture = "architecture" // of the network
)

// FigureName names a kind of figure of a part, such as "box-2", for files and links.
func FigureName(kind string, part int) string { return kind + "-" + strconv.Itoa(part+1) }

// CurveFigures are the names of the four charts of curves of a part.
func CurveFigures(part int) []string {
	var names []string
	for _, chart := range []string{"validation-accuracy", "training-accuracy", "validation-loss", "training-loss"} {
		names = append(names, FigureName(chart, part))
	}
	return names
}

// TimeFigures are the names of the charts of the losses of a part by the time of training.
func TimeFigures(part int) []string {
	return []string{FigureName("validation-loss-by-time", part), FigureName("training-loss-by-time", part)}
}

// NewReport says what was done and what came of it, by the experiment's table.
func NewReport(e Round, table Table) []Section {
	first := Block{Text: say.Text("No run has been tested yet.")}
	if b := tableBlock(e, table); b.Rows != nil {
		first = b
	}
	sections := []Section{{Title: SpokenName(e.Name, e.Parts), Blocks: append([]Block{{Text: origin(e)}, first}, progress(e)...)}}
	for i, row := range table {
		if len(row.Cells) > 0 {
			sections = append(sections, partSection(e.Set, e.Parts[i], row))
		}
	}
	return append(sections, Section{Title: say.Text("How to read this"), Blocks: []Block{
		{Text: say.Text("Test accuracy is the share of test photos named right; none of them was used in training. " +
			"Intervals are 95 %: made so, 19 of 20 hold what is to be known. Of a single seed (Wilson's) that is the accuracy of this one network on all photos of the kind; of several (analysis of variance) it is the method's, over all starts and photos that might be drawn. " +
			"Another test of the same size would fall within them some 83 times of 100, as it has a chance of its own.")},
		{Text: say.Text("Whether one method is better than another is tested on the same photos with the same seeds, pair by pair, with Holm's correction for there being many pairs. " +
			"Which seeds were trained and which photos are in the test both count as chance (two-way analysis of variance with Hillis' degrees of freedom). " +
			"With one seed only the networks that were trained can be compared (McNemar's exact test, the photos alone being chance); of the methods that says nothing. " +
			"The highest of several test accuracies is in part the luckiest: expect a little less of it on other photos. So the best is named by the validation photos, and its test accuracy is what to expect of it.")},
		{Text: say.Text("All methods of a seed begin with the same weights and see the same photos in the same order, with the same dropout. Each has its own learning rate, found beforehand on validation photos, unless the settings say otherwise. " +
			"Images a second depend on what else the machine did.")},
		{Text: say.Text("The study: T. Krutov, G. Afanasyev, Yu. Nesterov, \"Optimization methods of neural networks for solving the problem of binary classification\", Bauman MSTU. " +
			"Its photos, their number, its batches, epochs and learning rates are not those used here, so its figures are a landmark and no target: a difference of some hundredths is within what these choices change. " +
			"A method counts as above or below the study's figure if the difference is larger than other starts and photos explain, here and there; the study's figure counts as that of one start on as many test photos as there are here.")},
	}})
}

// origin says of what and on what the experiment is.
func origin(e Round) string {
	split := func(counts []int) string {
		return format.CountOf(e.Set.DataLoaded, counts[0], 0) + ", " + format.CountOf(e.Set.DataLoaded, counts[1], 1)
	}
	photos := say.F("%s: %'d for training (%s), %'d for validation (%s) and %'d for the test (%s)", say.Text(e.Set.Name),
		protocol.Sum(e.Set.Train), split(e.Set.Train), protocol.Sum(e.Set.Validation), split(e.Set.Validation), protocol.Sum(e.Set.Test), split(e.Set.Test))
	if e.Set.SHA256 != "" {
		photos += fmt.Sprintf("; sha256 %.12s…", e.Set.SHA256)
	}
	machine := say.F("%'d {core|cores}", e.Machine.Cores)
	if e.Machine.Engine != "" {
		machine += ", " + say.Sentence(e.Machine.Engine)
	}
	if e.Machine.GFLOPs > 0 {
		machine += say.F(" (at most %.0f GFLOP/s a thread)", e.Machine.GFLOPs)
	}
	if e.Machine.Browser != "" {
		machine += ", " + e.Machine.Browser
	}
	return say.F("Begun on %s. Photos: %s. Machine: %s.", format.Date(e.Began), photos, machine)
}

// byHand says which runs had their rate changed while they were trained, and so do not count.
func byHand(e Round) []Block {
	var blocks []Block
	for _, r := range e.Runs {
		if r.Changes == nil || len(blocks) >= mostFailures {
			continue
		}
		var parts []string
		for _, c := range r.Changes {
			parts = append(parts, say.F("%s at epoch %.1f", say.Number(spec.Number(c.Rate)), c.Epoch))
		}
		blocks = append(blocks, Block{Text: say.F("%s on %s, seed %d, was given other learning rates by hand while it was trained: %s. It does not count.",
			format.Arm(r.Spec.Name()), PartName(e.Parts[r.Part]), r.Spec.Seed, format.Enumerate(parts))})
	}
	return blocks
}

// mostFailures is how many failed runs a report tells of.
const mostFailures = 10

// progress says what is missing of the experiment, and why.
func progress(e Round) []Block {
	counts := map[Status]int{}
	for _, r := range e.Runs {
		counts[r.Status]++
	}
	changed := byHand(e)
	if counts[Finished] == len(e.Runs) {
		return changed
	}
	text := say.F("%d of %'d {run|runs} finished.", counts[Finished], len(e.Runs))
	if n := counts[Unfinished]; n > 0 {
		text += say.F(" %d {is|are} still to be trained.", n)
	}
	if n := counts[Stopped]; n > 0 {
		text += say.F(" %d {was stopped early and does|were stopped early and do} not count.", n)
	}
	if n := counts[Failed]; n > 0 {
		text += say.F(" %d failed.", n)
	}
	blocks := append([]Block{{Text: text}}, changed...)
	for _, r := range e.Runs {
		if r.Status == Failed && len(blocks) <= mostFailures {
			blocks = append(blocks, Block{Text: say.F("%s on %s, seed %d: %s", format.Arm(r.Spec.Name()), PartName(e.Parts[r.Part]), r.Spec.Seed, say.Sentence(r.Failure.Sentence))})
		}
	}
	return blocks
}

// tableBlock is Table 1: arms down, parts across, the study's figures beside ours.
func tableBlock(e Round, table Table) Block {
	b := Block{Head: []string{say.Text("Method")}, Caption: say.Text("Test accuracy, with its 95 % interval; the study's in brackets. n: seeds, and test photos for each.")}
	for _, row := range table {
		if len(row.Cells) > 0 {
			b.Head = append(b.Head, PartName(e.Parts[row.Part])+", "+row.fullest().size())
		}
	}
	for _, name := range table.names() {
		line := []string{name}
		for _, row := range table {
			if len(row.Cells) == 0 {
				continue
			}
			text := ""
			for _, c := range row.Cells {
				if c.Name() == name {
					text = c.text()
					if n := c.size(); n != row.fullest().size() {
						text += ", " + n
					}
				}
			}
			line = append(line, text)
		}
		b.Rows = append(b.Rows, line)
	}
	return b
}

// names are what the arms of all parts are called: the methods' own first, in the order of the
// table of methods.
func (t Table) names() []string {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, m := range spec.Methods {
		for _, row := range t {
			for _, c := range row.Cells {
				if c.Look == 0 && c.Method.ID == m.ID {
					add(c.Name())
				}
			}
		}
	}
	for _, row := range t {
		for _, c := range row.Cells {
			add(c.Name())
		}
	}
	return names
}

// fullest is a cell of the most seeds: what the others are as soon as all is trained.
func (r Row) fullest() Cell {
	return slices.MaxFunc(r.Cells, func(a, b Cell) int { return cmp.Compare(len(a.Runs), len(b.Runs)) })
}

// size writes what an accuracy is of: "n = 3 × 1000".
func (c Cell) size() string { return fmt.Sprintf("n = %d × %d", len(c.Runs), c.Images) }

// text writes a cell: "0.7830 (0.757 to 0.806) [0.7829]".
func (c Cell) text() string {
	text := format.Accuracy(c.Mean)
	if !math.IsNaN(c.Low) {
		text += say.F(" (%s to %s)", format.Fixed(c.Low, 3), format.Fixed(c.High, 3))
	}
	if !math.IsNaN(c.Study) {
		text += " [" + format.Accuracy(c.Study) + "]"
	}
	return text
}

// PartName names a part: by its own name, or by what is trained: "VGG19, 150 px".
func PartName(part spec.Experiment) string {
	if part.Name == "" && part.Shared.Model == spec.VGG19 && part.Shared.Train == spec.TrainHead {
		return say.F("%s, head only", PartTitle(part))
	}
	return PartTitle(part)
}

// PartTitle names a part as its experiment does, in the language in use.
func PartTitle(part spec.Experiment) string { return say.Sentence(part.Title()) }

// partSection tells of one part.
func partSection(set Set, part spec.Experiment, row Row) Section {
	s := Section{Title: PartName(part), Blocks: []Block{
		{Text: settings(part)},
		{Text: strings.Join(slices.DeleteFunc([]string{row.Choice(), row.Verdict(), row.Unfinished(), row.against()}, func(s string) bool { return s == "" }), " ")},
		methodsBlock(part, row),
		classesBlock(set, row),
	}}
	if why := departures(part); why != "" && row.against() != "" {
		s.Blocks = slices.Insert(s.Blocks, 2, Block{Text: why})
	}
	s.Blocks = append(s.Blocks, targetBlocks(row)...)
	s.Blocks = append(s.Blocks, Block{Figure: FigureName(FigureArrivals, row.Part)})
	if row.Part == 0 {
		s.Blocks = append(s.Blocks, Block{Figure: FigureName(FigureProfile, row.Part)})
	}
	for _, name := range append(CurveFigures(row.Part), TimeFigures(row.Part)...) {
		s.Blocks = append(s.Blocks, Block{Figure: name})
	}
	for _, kind := range []string{FigureForest, FigureBox, FigureBoxSeeds, FigureROC, FigureGradients, FigureSteps, FigureArchitecture} {
		s.Blocks = append(s.Blocks, Block{Figure: FigureName(kind, row.Part)})
	}
	if sentence := row.Sentence(); sentence != "" {
		s.Blocks = append(s.Blocks, Block{Text: say.F("Pair by pair: %s", sentence)})
	}
	return s
}

// settings says how the part's runs were trained.
func settings(part spec.Experiment) string {
	var list []string
	for _, s := range spec.Settings {
		stepped := s.Key == spec.KeyStepEvery || s.Key == spec.KeyStepFactor
		if s.Hyper() || s.Key == spec.KeyModel || !s.Concerns(part.Shared) || stepped && part.Shared.Schedule != spec.Step {
			continue
		}
		if words := format.Words(s, s.TextIn(part, "")); words != "" {
			list = append(list, words)
		}
	}
	return say.F("Settings: %s.", strings.Join(list, ", "))
}

// against says where the accuracies differ from the study's by more than chance: with other
// starts and other photos both figures might have been others. How far starts scatter is told
// by all methods with several seeds together; the study's figure counts as that of one start,
// on as many photos as ours.
func (r Row) against() string {
	scatter, freedom := r.scatter()
	var of []Cell
	var p []float64
	for _, c := range r.Cells {
		if math.IsNaN(c.Study) {
			continue
		}
		photos := c.Study * (1 - c.Study) / float64(c.Images)
		deviation := math.Sqrt(scatter/float64(len(c.Runs)) + scatter + 2*photos)
		chance := 1.0
		if freedom > 0 {
			chance = metric.StudentP((c.Mean-c.Study)/deviation, freedom)
		}
		of, p = append(of, c), append(p, chance)
	}
	var above, within, below []string
	for i, corrected := range metric.Holm(p) {
		c := of[i]
		name := c.Name() + " (" + say.Number(fmt.Sprintf("%+.3f", c.Mean-c.Study)) + ")"
		switch {
		case corrected >= level:
			within = append(within, name)
		case c.Mean > c.Study:
			above = append(above, name)
		default:
			below = append(below, name)
		}
	}
	if of != nil && freedom == 0 {
		return say.F("Beside the study's figures: %s. With one seed each nobody can tell how much of that is chance.", format.Enumerate(within))
	}
	var parts []string
	for _, g := range []struct {
		what  string
		names []string
	}{{say.Text("Above the study's figure"), above}, {say.Text("Below the study's figure"), below}, {say.Text("Not clearly different from the study's figure"), within}} {
		if g.names != nil {
			parts = append(parts, g.what+": "+format.Enumerate(g.names)+".")
		}
	}
	return strings.Join(parts, " ")
}

// scatter is the variance of test accuracies over the seeds, all methods together, and its
// degrees of freedom, 0 if there is but one seed.
func (r Row) scatter() (variance, freedom float64) {
	for _, c := range r.Cells {
		for _, accuracy := range c.Accuracies() {
			variance += (accuracy - c.Mean) * (accuracy - c.Mean)
		}
		freedom += float64(len(c.Runs) - 1)
	}
	return variance / max(1, freedom), freedom
}

// Unfinished says which methods' training was cut off by its last epoch, and which have not
// learned to be better than guessing; nothing if all have learned what they can.
func (r Row) Unfinished() string {
	var learning, guessing []string
	for _, c := range r.Cells {
		switch {
		case c.Low <= c.Guess:
			guessing = append(guessing, c.Name())
		case slices.ContainsFunc(c.Runs, Run.StillLearning):
			learning = append(learning, c.Name())
		}
	}
	text := ""
	if guessing != nil {
		text = say.F("Not clearly better than guessing: %s.", format.Enumerate(guessing))
	}
	if learning != nil {
		text += " " + say.F("Still learning when the epochs were over: %s; with more of them the figures would be others.", format.Enumerate(learning))
	}
	return strings.TrimSpace(text)
}

// departures says what in a part's training is, or may be, unlike the study's: why the
// accuracies differ.
func departures(part spec.Experiment) string {
	r := part.Shared
	var list []string
	note := func(differs bool, why string) {
		if differs {
			list = append(list, why)
		}
	}
	note(r.ImageSize != spec.StudySize, say.F("photos of %d pixels, the study's being of %d, show another amount of detail", r.ImageSize, spec.StudySize))
	note(r.Augment.Flip || r.Augment.Varies(), say.Text("varied photos are like having more of them, which holds off overfitting"))
	note(r.Schedule != spec.Constant, say.Text("a learning rate that falls lets the last epochs settle"))
	note(r.Patience > 0, say.Text("the weights tested are those of the lowest validation loss"))
	note(part.SameRate == 0, say.Text("each method has a rate found for it, so none is behind for want of a good one"))
	note(slices.Contains(part.Methods, spec.Adam) && part.Run(spec.Adam).Hyper.BiasCorrection, say.Text("Adam's first steps are corrected for its empty memory, which the study's formula leaves out"))
	note(r.Model == spec.VGG19, say.Text("the pretrained weights are rounded to 8 bits, which costs next to nothing"))
	note(r.Waits(0), say.Text("the head has learned before block 5 began to move"))
	note(part.Seeds > 1, say.F("the figures are means over %d starts, the study's are of one", part.Seeds))
	if list == nil {
		return ""
	}
	return say.F("Why ours may differ from the study's: %s.", strings.Join(list, "; "))
}

// methodsBlock has each method's learning rate and how its training went.
func methodsBlock(part spec.Experiment, row Row) Block {
	b := Block{Head: []string{say.Text("Method"), say.Text("Learning rate"), say.Text("Seeds"), say.Text("Best validation epoch"), say.Text("Lowest validation loss"),
		say.Text("Area under ROC"), say.Text("Training time a run"), say.Text("Photos a second")},
		Caption: say.Text("Means over the seeds. The area under the ROC curve is the chance that of one test photo of each class the right one is taken the more for the second class; 0.5 is guessing.")}
	for _, c := range row.Cells {
		epoch, loss, seconds, rate, n := 0.0, 0.0, 0.0, 0.0, float64(len(c.Runs))
		for _, r := range c.Runs {
			if best, ok := r.BestEpoch(); ok {
				epoch += float64(best.Epoch) / n
				loss += best.ValidationLoss / n
			}
			seconds += r.Result.Seconds / n
			rate += r.Rate / n
		}
		b.Rows = append(b.Rows, []string{c.Name(), say.Number(spec.Number(c.Runs[0].Spec.Hyper.LearningRate)), strconv.Itoa(len(c.Runs)),
			format.Fixed(epoch, 0), format.Fixed(loss, 4), format.Fixed(c.AUC, 4), minutes(seconds), format.Fixed(rate, 0)})
	}
	return b
}

// classesBlock has what each method makes of each class.
func classesBlock(set Set, row Row) Block {
	b := Block{Head: []string{say.Text("Method"), say.Text("Test accuracy"), say.Text("Balanced accuracy"), say.F("Recall of %s", format.Plural(set.DataLoaded, 0)), say.F("Recall of %s", format.Plural(set.DataLoaded, 1))},
		Caption: say.F("Means over the seeds. Recall is the share of a class's test photos named right, and balanced accuracy the mean of both. "+
			"Always naming the larger class would be right on %.4f of the test photos, with a balanced accuracy of 0.5.", row.Cells[0].Guess)}
	for _, c := range row.Cells {
		line := []string{c.Name()}
		for _, share := range []float64{c.Mean, c.Balanced, c.Recall[0], c.Recall[1]} {
			line = append(line, format.Accuracy(share))
		}
		b.Rows = append(b.Rows, line)
	}
	return b
}

// minutes writes a time as minutes and seconds.
func minutes(seconds float64) string {
	whole := int(math.Round(seconds))
	return fmt.Sprintf("%d:%02d", whole/60, whole%60)
}

// Markdown writes a report. link gives the address of a figure and its title, which tells what
// it is to who does not see it; the address is empty for one that is not there.
func Markdown(sections []Section, link func(figure string) (address, title string)) []byte {
	var text strings.Builder
	for i, s := range sections {
		level := "##"
		if i == 0 {
			level = "#"
		}
		fmt.Fprintf(&text, "%s %s\n\n", level, escape(s.Title))
		for _, b := range s.Blocks {
			switch {
			case b.Figure != "":
				if address, title := link(b.Figure); address != "" {
					fmt.Fprintf(&text, "![%s](%s)\n\n", escape(title), address)
				}
			case b.Head != nil:
				writeTable(&text, b)
			case b.Text != "":
				text.WriteString(escape(b.Text) + "\n\n")
			}
		}
	}
	return []byte(strings.TrimRight(text.String(), "\n") + "\n")
}

func writeTable(text *strings.Builder, b Block) {
	line := func(cells []string) {
		for i, cell := range cells {
			cells[i] = strings.ReplaceAll(escape(cell), "|", `\|`)
		}
		text.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	line(append([]string(nil), b.Head...))
	text.WriteString("|---" + strings.Repeat("|---:", len(b.Head)-1) + "|\n")
	for _, row := range b.Rows {
		line(append([]string(nil), row...))
	}
	text.WriteString("\n")
	if b.Caption != "" {
		text.WriteString(escape(b.Caption) + "\n\n")
	}
}

// escape keeps what comes from file names from being taken for Markdown or HTML.
func escape(text string) string {
	return strings.NewReplacer("\\", `\\`, "&", "&amp;", "<", "&lt;", "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "\n", " ", "\r", " ").Replace(text)
}
