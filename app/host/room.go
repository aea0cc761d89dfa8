package host

// Disk is what the browser gives the site of the machine's disk.
type Disk interface {
	// Room tells how much there is; over gets the zero Room where the browser does not say.
	Room(over func(Room))
	// Persist asks the browser to keep the site's files even when the disk gets full, and
	// says whether it will.
	Persist(over func(granted bool))
}

// Room is how much of the disk the site has.
type Room struct {
	Used, Free int64 // bytes
	// Lasting tells that only the visitor clears what is kept; else the browser may, when the
	// disk gets full.
	Lasting bool
}

// Known reports whether the browser says anything.
func (r Room) Known() bool { return r.Used > 0 || r.Free > 0 }
