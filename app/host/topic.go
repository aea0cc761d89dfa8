package host

// Topic is a set of the things that the page shows.
type Topic uint

// The topics.
const (
	Settings  Topic = 1 << iota // the experiment and its fields
	ImageSet                    // the set, its loading, its sample pictures
	RunStates                   // which runs there are, their states and results
	Numbers                     // progress of busy runs
	Curves                      // points of the curves
	Photos                      // the photos to be named
	Notices                     // sentences for the visitor
	Weights                     // VGG19's pretrained part
	Surface                     // the loss surface and the paths over it
	Labels                      // what is known of the labels of photos, and decided on them

	OfThePage // the first of those that the page has beside these
)
