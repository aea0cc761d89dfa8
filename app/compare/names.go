package compare

import (
	"pawgrad/app/format"
	"pawgrad/app/record"
	"pawgrad/app/say"
	"pawgrad/app/session"
	"pawgrad/app/session/images"
	"pawgrad/nn/spec"
	"slices"
	"strconv"
	"strings"
)

// Name tells runs of one method apart by their seed, if a round has several, by their
// round, and by their model where that is another than the latest round's.
func (c *Comparison) Name(r *session.Run) string {
	return c.nameOf(r, c.session.RoundOf(r).Parts[r.Part].Seeds > 1)
}

func (c *Comparison) nameOf(r *session.Run, seed bool) string {
	text := r.Method().Name
	if seed {
		text += say.F(", seed %s", strconv.FormatUint(r.Spec.Seed, 10))
	}
	if c.session.Current(r) {
		return text
	}
	text += say.F(" (round %s", strconv.Itoa(r.Round))
	if latest := c.session.Latest(); latest == nil || latest.Shared().Model != r.Spec.Model {
		text += ", " + r.Spec.Network().Name
	}
	return text + ")"
}

// Place tells a run from those of its method in other parts of its round and with other
// seeds: "CNN, 150 px, seed 2"; empty if there are none.
func (c *Comparison) Place(r *session.Run) string {
	round := c.session.RoundOf(r)
	var words []string
	if len(round.Parts) > 1 && !round.Searches() { // the rate tells a search's parts apart
		words = append(words, record.PartTitle(round.Parts[r.Part]))
	}
	if slices.ContainsFunc(round.Parts, func(e spec.Experiment) bool { return e.Seeds > 1 }) {
		words = append(words, say.F("seed %s", strconv.FormatUint(r.Spec.Seed, 10)))
	}
	return strings.Join(words, ", ")
}

// CardName names a run for those who cannot see where its card stands.
func (c *Comparison) CardName(r *session.Run) string {
	if place := c.Place(r); place != "" {
		return r.Method().Name + ", " + place
	}
	return r.Method().Name
}

// Status names a run's status.
func Status(r *session.Run) string {
	switch r.Status {
	case session.Queued:
		return "waiting"
	case session.Starting:
		return "starting"
	case session.Running:
		return "training"
	case session.Waiting:
		return "taking turns"
	case session.Paused:
		return "paused"
	case session.Stopping:
		return "stopping"
	case session.Finished:
		return "done"
	case session.Stopped:
		return "stopped"
	case session.Failed:
		return "failed"
	}
	panic("compare: unknown status of run " + r.ID)
}

// StatusText is a run's status as the page says it.
func StatusText(r *session.Run) string {
	return map[string]string{
		"waiting": say.As("run", "waiting"), "starting": say.As("run", "starting"), "training": say.As("run", "training"),
		"taking turns": say.As("run", "taking turns"), "paused": say.As("run", "paused"), "stopping": say.As("run", "stopping"),
		"done": say.As("run", "done"), "stopped": say.As("run", "stopped"), "failed": say.As("run", "failed"),
	}[Status(r)]
}

// ClassName is what a class is called, in the singular.
func ClassName(d *images.Images, label int) string {
	if d.Set != nil && label >= 0 && label < len(d.Set.Classes) {
		return format.Class(d.Set.Classes[label])
	}
	return ""
}
