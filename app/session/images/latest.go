package images

import (
	"encoding/json"

	"pawgrad/app/host"
	"pawgrad/app/protocol"
	"pawgrad/app/say"
)

// lastImport is the latest import as it is kept across visits.
type lastImport struct {
	// SHA256 is the checksum of the set that came of it, empty if none did.
	SHA256 string            `json:"sha256,omitempty"`
	Report protocol.Imported `json:"report"`
}

func (m *Images) keepImport(l lastImport) {
	m.recalled, m.Earlier = nil, nil
	if text, err := json.Marshal(l); err == nil {
		m.owner.KeepImport(text)
	}
}

// Recall takes in the latest import of an earlier visit, unless there has been one in this. What
// cannot be read is as if it had not been kept.
func (m *Images) Recall(text []byte) {
	var l lastImport
	if m.importing != nil || json.Unmarshal(text, &l) != nil {
		return
	}
	if l.SHA256 == "" {
		m.Refused = &l.Report
	} else {
		m.recalled = &l
		m.match()
	}
	m.board.Changed(host.ImageSet)
}

// match gives the set in use the report of an earlier visit, if it is of this set.
func (m *Images) match() {
	switch {
	case m.recalled == nil || m.Set == nil:
	case m.recalled.SHA256 == m.Set.SHA256:
		m.Report, m.Earlier = &m.recalled.Report, nil
	default:
		m.Earlier = &m.recalled.Report
	}
}

// refuse takes in the report of an import that came to nothing. Photos of which none has a class
// are named instead.
func (m *Images) refuse(e protocol.Imported) {
	all := e.Labelled == 0 && e.Unlabelled > 0
	if all {
		e.Summary += say.F(" The %s named instead, under Try it.", photosAre(e.Unlabelled))
	} else {
		e.Summary += say.Text(" Nothing was imported.")
	}
	m.refused(e)
	m.giveUp(e.Summary)
	if all {
		m.NameThem()
	}
}

func photosAre(n int) string {
	if n == 1 {
		return say.Text("photo is")
	}
	return say.F("%d photos are", n)
}

// refused notes and keeps the report of an import that came to nothing.
func (m *Images) refused(e protocol.Imported) {
	m.Refused = &e
	m.keepImport(lastImport{Report: e})
}

// Dismiss takes away the report of an import whose set is not in use.
func (m *Images) Dismiss() {
	m.forgetImport()
	if m.Phase == Failed && m.Set != nil {
		m.Phase, m.Problem = Ready, ""
	}
	m.board.Changed(host.ImageSet)
}

func (m *Images) forgetImport() {
	if m.Refused != nil || m.recalled != nil {
		m.Refused, m.Earlier, m.recalled = nil, nil, nil
		m.owner.DropImport()
	}
}

// CanName reports whether the photos of the latest import can be named: they were brought in
// this visit.
func (m *Images) CanName() bool { return m.importing != nil }

// NameThem has those photos of the latest import named that no class is told of; where that is
// said of none, or while the visitor is asked how photos are read, all.
func (m *Images) NameThem() {
	if m.importing == nil {
		return
	}
	c := m.importing.command
	named := protocol.NameAll{Name: c.Name, Paths: c.Paths, Answers: c.Answers, Unlabelled: true}
	if m.Phase == Asking {
		m.Cancel()
		named.Unlabelled = false
	}
	m.owner.NameAll(named, m.importing.files)
}
