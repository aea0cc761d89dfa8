package obtain

// Kind is a kind of source.
type Kind int

// The kinds, the best first.
const (
	Kept     Kind = iota // converted before
	Named                // a file or folder that the user has named
	Found                // a file that another program has left on this machine
	Official             // the official address
)

// Source is one way to the weights.
type Source struct {
	Kind Kind
	Path string // of a file or folder; empty for Official
	By   string // who left it there, of Found
}

// Facts is what decides where the weights are taken from.
type Facts struct {
	// Named is what the user has named, if anything.
	Named string
	// Kept tells that the output folder holds converted weights, and they are whole.
	Kept bool
	// Found are the files that other programs have left, the best first.
	Found []Source
}

// Plan lists the ways to the weights in the order to try them. Who names a file
// wants that and no other.
func Plan(f Facts) []Source {
	switch {
	case f.Named != "":
		return []Source{{Kind: Named, Path: f.Named}}
	case f.Kept:
		return []Source{{Kind: Kept}}
	}
	return append(f.Found[:len(f.Found):len(f.Found)], Source{Kind: Official})
}
