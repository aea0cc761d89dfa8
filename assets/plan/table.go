package plan

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
)

const (
	// maxTable is the largest table of labels that is read, in bytes: 25,000 names take less
	// than one MB.
	maxTable = 8 << 20
	// maxTables is how many files are looked at as tables: some sets have a text beside each
	// photo.
	maxTables = 16
)

// table is a list of files with their labels, such as labels.csv or the Oxford-IIIT pets'
// annotations/list.txt.
type table struct {
	path   string
	header []string
	rows   [][]string
	// meant is what values mean by the columns' names, as comments say: "SPECIES: 1:Cat 2:Dog".
	meant map[string]map[string]string
	files int      // the column of files' names
	photo []string // of each row, by path; empty if there is none
}

// findTable finds the table that speaks of most photos, of half of them at least.
func findTable(files, photos []string, read func(string) ([]byte, error)) (best table, found bool) {
	if read == nil {
		return table{}, false
	}
	byName := map[string]string{} // photos by their names, with ending and without
	for _, p := range photos {
		base := path.Base(p)
		byName[base], byName[strings.TrimSuffix(base, path.Ext(base))] = p, p
	}
	most := max(1, len(photos)/2) - 1
	for _, p := range candidates(files) {
		data, err := read(p)
		if err != nil || len(data) > maxTable {
			continue
		}
		t, rows := parseTable(p, data, byName)
		if rows > most {
			best, most, found = t, rows, true
		}
	}
	return best, found
}

// candidates are the files that may be tables, by ending and then by path.
func candidates(files []string) (tables []string) {
	for _, ending := range []string{".csv", ".tsv", ".txt"} {
		for _, p := range files {
			if strings.EqualFold(path.Ext(p), ending) && len(tables) < maxTables {
				tables = append(tables, p)
			}
		}
	}
	return tables
}

// meanings reads "0 = dog, 1: cat": what each value stands for. (A regular expression would
// cost every visitor 100 kB.)
func meanings(text string) map[string]string {
	means := map[string]string{}
	for {
		before, behind, found := strings.Cut(strings.Replace(text, "=", ":", 1), ":")
		if !found {
			return means
		}
		before, behind = strings.TrimSpace(before), strings.TrimSpace(behind)
		inWord := func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
		value := strings.TrimPrefix(before, strings.TrimRightFunc(before, inWord))
		text = strings.TrimLeftFunc(behind, unicode.IsLetter)
		if word := strings.TrimSuffix(behind, text); value != "" && word != "" {
			means[value] = word
		}
	}
}

// parseTable reads a table and returns how many of its rows speak of a photo.
func parseTable(name string, data []byte, byName map[string]string) (table, int) {
	t := table{path: name, meant: map[string]map[string]string{}}
	var lines [][]byte
	var comment string
	for line := range bytes.Lines(bytes.TrimPrefix(data, []byte("\ufeff"))) {
		if text, is := bytes.CutPrefix(line, []byte("#")); is {
			if comment == "" {
				comment = string(text)
			}
			column, values, _ := strings.Cut(string(text), ":")
			t.meant[strings.TrimSpace(column)] = meanings(values)
			continue
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return t, 0
	}
	t.rows = split(bytes.Join(lines, nil))
	if len(t.rows) == 0 {
		return t, 0
	}
	columns, most := len(t.rows[len(t.rows)-1]), 0
	for c := range columns {
		count := 0
		for _, row := range t.rows {
			if c < len(row) && photoOf(row[c], byName) != "" {
				count++
			}
		}
		if count > most {
			t.files, most = c, count
		}
	}
	if photoOf(t.at(0, t.files), byName) == "" {
		t.header, t.rows = t.rows[0], t.rows[1:]
	} else if comment != "" {
		t.header = strings.Fields(comment)
	}
	for i := range t.rows {
		t.photo = append(t.photo, photoOf(t.at(i, t.files), byName))
	}
	return t, most
}

// split parts a table at commas, semicolons, tabs or blanks, whichever its first line has.
func split(data []byte) [][]string {
	first, _, _ := bytes.Cut(data, []byte("\n"))
	for _, comma := range ",;\t" {
		if !bytes.ContainsRune(first, comma) {
			continue
		}
		r := csv.NewReader(bytes.NewReader(data))
		r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = comma, -1, true, true
		rows, err := r.ReadAll()
		if err != nil {
			return nil
		}
		return rows
	}
	var rows [][]string
	for line := range strings.Lines(string(data)) {
		if row := strings.Fields(line); len(row) > 0 {
			rows = append(rows, row)
		}
	}
	return rows
}

func (t table) at(row, column int) string {
	if column < len(t.rows[row]) {
		return strings.TrimSpace(t.rows[row][column])
	}
	return ""
}

// photoOf is the photo that a cell names, with or without its folders and ending.
func photoOf(cell string, byName map[string]string) string {
	return byName[path.Base(strings.ReplaceAll(strings.TrimSpace(cell), `\`, "/"))]
}

// mostValues is how many values a column of classes may have.
const mostValues = 200

// tell reads the classes off the column that tells them: the one whose two values mean cat
// and dog; failing that, the only one with two values, or the only one of these that is
// called label, class or the like. Where no column or several might be, it asks.
func (t table) tell() telling {
	columns := t.columns()
	two := slices.DeleteFunc(slices.Clone(columns), func(c column) bool { return len(c.values) != 2 })
	choose := func(of []column, fits func(column) bool) (column, bool) {
		of = slices.DeleteFunc(slices.Clone(of), func(c column) bool { return !fits(c) })
		if len(of) != 1 {
			return column{}, false
		}
		return of[0], true
	}
	for _, c := range two {
		if c.classes() == [2]int{0, 1} {
			return t.reading(c, "")
		}
	}
	if c, one := choose(two, func(column) bool { return true }); one {
		return t.reading(c, c.unclear(t))
	}
	if c, one := choose(two, column.isLabel); one {
		return t.reading(c, c.unclear(t))
	}
	if c, one := choose(columns, column.isLabel); one {
		return t.reading(c, fmt.Sprintf("The column %s of %s has %d values. Which two classes are to be told apart?", c.name, path.Base(t.path), len(c.values)))
	}
	if len(two) > 0 {
		var names []string
		for _, c := range two {
			names = append(names, c.name)
		}
		return t.reading(two[0], fmt.Sprintf("%s has several columns that may tell the class: %s. Do the values of %s tell it?", path.Base(t.path), listed(names), two[0].name))
	}
	return telling{}
}

// column is a column of a table beside that of the files.
type column struct {
	index  int
	name   string
	values []string          // that photos have, in order
	means  map[string]string // what they are called
}

// columns are those that may tell classes.
func (t table) columns() (columns []column) {
	if len(t.rows) == 0 {
		return nil
	}
	for c := range t.rows[0] {
		if c == t.files {
			continue
		}
		values := map[string]bool{}
		for i, p := range t.photo {
			if v := t.at(i, c); p != "" && v != "" {
				values[v] = true
			}
		}
		if len(values) < 2 || len(values) > mostValues || len(values)*2 > len(t.photo) && len(values) > 2 {
			continue
		}
		col := column{index: c, name: fmt.Sprint("number ", c+1), values: sorted(values), means: map[string]string{}}
		if c < len(t.header) {
			col.name = strings.TrimSpace(t.header[c])
		}
		for v := range values {
			col.means[v] = v
			if m, said := t.meant[col.name][v]; said {
				col.means[v] = m
			}
		}
		col.fromHeader()
		columns = append(columns, col)
	}
	return columns
}

// fromHeader gives the values 0 and 1 of a column called "dog" or "is_dog" their meanings.
func (c column) fromHeader() {
	if class := animalOf(c.name); class >= 0 && slices.Equal(c.values, []string{"0", "1"}) {
		c.means["1"], c.means["0"] = Animals[class], Animals[1-class]
	}
}

// classes are those of cats and dogs that the two values mean.
func (c column) classes() [2]int {
	a, b := animalOf(c.means[c.values[0]]), animalOf(c.means[c.values[1]])
	return [2]int{min(a, b), max(a, b)}
}

var labelNames = set("label labels class classes species target category categories animal animals y kind type")

func (c column) isLabel() bool {
	return slices.ContainsFunc(tokens(c.name), func(w string) bool { return labelNames[w] })
}

// unclear asks what values without a word mean.
func (c column) unclear(t table) string {
	if isMeaningless(c.means[c.values[0]]) || isMeaningless(c.means[c.values[1]]) {
		return fmt.Sprintf("The column %s of %s has the values %s and %s. What are the two classes called?", c.name, path.Base(t.path), c.values[0], c.values[1])
	}
	return ""
}

// reading takes a column's values for the classes.
func (t table) reading(c column, question string) telling {
	r := telling{question: question, table: t.path, groups: grouping{map[string]string{}, map[string]string{}}}
	for i, p := range t.photo {
		if v := t.at(i, c.index); p != "" && v != "" {
			r.groups.key[p], r.groups.name[v] = v, c.means[v]
		}
	}
	if len(c.values) != 2 {
		return r
	}
	first, second := c.values[0], c.values[1]
	r.names = [2]string{c.means[first], c.means[second]}
	if c.classes() == [2]int{0, 1} {
		if animalOf(r.names[0]) == 1 {
			first = second
		}
		r.names = Animals
	}
	r.read = fmt.Sprintf("The classes are %s and %s, by the column %s of %s.", r.names[0], r.names[1], c.name, path.Base(t.path))
	r.class = map[string]int{}
	for p, v := range r.groups.key {
		r.class[p] = 1
		if v == first {
			r.class[p] = 0
		}
	}
	return r
}
