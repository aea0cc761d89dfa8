package host

// Tab remembers for the life of a browser's tab, across the pages that are loaded in it.
type Tab interface {
	// Note says how many trainers are at work.
	Note(trainers int)
	// Ended returns how many were when the tab's last page was ended by the browser or the
	// system and not by the visitor, 0 if it was not; and the latest Limit, 0 for none.
	Ended() (trainers, limit int)
	// Limit says how many runs may be alive at the same time.
	Limit(runs int)
}
