package plan

import (
	"fmt"
	"path"
	"strings"

	"pawgrad/assets/content"
)

// telling is one reading of the names: which file is of which class.
type telling struct {
	class map[string]int // by path; LeaveOut for those that the user left out
	names [2]string
	// read says in one sentence what the classes were told by.
	read string
	// question is what has to be asked first, empty for nothing.
	question string
	// doubtful are files whose names speak of both classes.
	doubtful map[string]bool
	// table is the path of the table that tells the classes, empty if none does.
	table string
	// groups are what the user may choose the classes from instead.
	groups grouping
}

// complete reports whether both classes have photos.
func (t telling) complete() bool {
	var has [2]bool
	for p, class := range t.class {
		if class >= 0 && maybePhoto(p) {
			has[class] = true
		}
	}
	return has[0] && has[1]
}

// whyNot says why a file has no class, and what to do.
func (t telling) whyNot(file string) string {
	names, folders := t.names, t.names[0]+" or "+t.names[1]
	if names[0] == "" || names == Animals {
		names, folders = Animals, "cats or dogs"
	}
	switch {
	case file == t.table:
		return "the classes were read from it"
	case content.Named(file) != content.Unknown:
		return "an archive that is not looked into; unpack it and choose the folder"
	case !maybePhoto(file):
		return "no photo by its name; leave it out"
	case t.doubtful[file]:
		return fmt.Sprintf("its name speaks of both, %s and %s; put it in a folder called %s", names[0], names[1], folders)
	}
	return fmt.Sprintf("neither its folder nor its name says %s or %s; put it in a folder called %s", names[0], names[1], folders)
}

// tell chooses the reading of the names. The user's answers come first; then, whichever names
// both classes, in this order: words for cats and dogs in the names of folders and files, a
// table of labels, the breeds of the Oxford-IIIT pets, any two folders. If none does, one
// that has a question is taken, and else what names say of cats or dogs: one class or none.
func tell(files []string, listing Listing, answers Answers) telling {
	var photos []string
	for _, p := range files {
		if maybePhoto(p) {
			photos = append(photos, p)
		}
	}
	folders := byFolders(photos)
	readings := []telling{byWords(files, folders.groups), {}, byBreeds(photos, folders.groups), folders}
	if !readings[0].complete() || answers.Classes != nil {
		if table, found := findTable(files, photos, listing.Read); found {
			readings[1] = table.tell()
		}
	}
	if answers.Classes != nil {
		groups := folders.groups
		if table := readings[1].groups; table.has(answers.Classes) {
			groups = table
		}
		return byAnswers(files, groups, answers)
	}
	for _, r := range readings {
		if r.complete() {
			return r
		}
	}
	for _, r := range readings {
		if r.question != "" {
			return r
		}
	}
	return readings[0]
}

// byWords reads cats and dogs off names: of the innermost folder that speaks of one of them,
// failing that of the file itself. A name that speaks of both says nothing.
func byWords(files []string, groups grouping) telling {
	t := telling{class: map[string]int{}, names: Animals, doubtful: map[string]bool{}, groups: groups}
	var parents, words [2]map[string]bool
	for class := range parents {
		parents[class], words[class] = map[string]bool{}, map[string]bool{}
	}
	byFile := false
	for _, p := range files {
		if dir, class := animalFolder(p); class >= 0 {
			t.class[p] = class
			parents[class][path.Dir(dir)], words[class][path.Base(dir)] = true, true
			continue
		}
		switch class := animalOf(strings.TrimSuffix(path.Base(p), path.Ext(p))); class {
		case noClass:
		case ambiguous:
			t.doubtful[p] = true
		default:
			t.class[p] = class
			byFile = true
		}
	}
	for class, name := range Animals {
		says := "names of files"
		if folders := sorted(words[class]); len(folders) > 0 {
			says = inFolders(folders)
			if byFile {
				says = fmt.Sprintf("%s and names of files", says)
			}
		}
		t.read += " " + fmt.Sprintf("%s: by %s.", strings.ToUpper(name[:1])+name[1:], says)
	}
	t.read = strings.TrimSpace(t.read)
	t.question = t.aThirdClass(parents)
	return t
}

// animalFolder is the innermost folder of a file that speaks of cats or of dogs.
func animalFolder(file string) (dir string, class int) {
	for dir := range foldersOf(file) {
		if class := animalOf(path.Base(dir)); class >= 0 {
			return dir, class
		}
	}
	return "", noClass
}

// aThirdClass asks about folders that lie beside those of the classes and hold photos too, at
// least a twentieth as many as the smaller class.
func (t telling) aThirdClass(parents [2]map[string]bool) string {
	const least = 20
	counts, beside := [2]int{}, map[string]int{}
	for p, class := range t.class {
		if maybePhoto(p) {
			counts[class]++
		}
	}
	for p, key := range t.groups.key {
		if _, known := t.class[p]; known || t.doubtful[p] {
			continue
		}
		for dir := range foldersOf(p) {
			if up := path.Dir(dir); parents[0][up] && parents[1][up] && Key(path.Base(dir)) == key {
				beside[path.Base(dir)]++
			}
		}
	}
	for name, n := range beside {
		if n*least < min(counts[0], counts[1]) {
			delete(beside, name)
		}
	}
	if len(beside) == 0 {
		return ""
	}
	others := sorted(beside)
	return fmt.Sprintf("Beside cats and dogs there are photos in %s. Which two classes are to be told apart?", inFolders(others))
}

// breedsOfCats are the twelve of the Oxford-IIIT pets, whose files are named by breed: those
// of cats begin with a capital, those of dogs do not.
var breedsOfCats = set("abyssinian bengal birman bombay british_shorthair egyptian_mau maine_coon persian ragdoll russian_blue siamese sphynx")

// byBreeds reads names such as Maine_Coon_12.jpg and american_bulldog_7.jpg.
func byBreeds(photos []string, groups grouping) telling {
	t := telling{class: map[string]int{}, names: Animals, groups: groups,
		read: "Cat and dog: by the breeds in the names of files, as in the Oxford-IIIT pets."}
	for _, p := range photos {
		stem := strings.TrimSuffix(path.Base(p), path.Ext(p))
		breed := strings.TrimRight(stem, "0123456789")
		if len(breed) < 2 || breed == stem || !strings.HasSuffix(breed, "_") {
			continue
		}
		breed = strings.TrimSuffix(breed, "_")
		switch isCat := breedsOfCats[strings.ToLower(breed)]; {
		case isCat && breed[0] >= 'A' && breed[0] <= 'Z':
			t.class[p] = 0
		case !isCat && breed[0] >= 'a' && breed[0] <= 'z':
			t.class[p] = 1
		default: // then they are named by another rule
			return telling{}
		}
	}
	return t
}

// byAnswers is what the user has said.
func byAnswers(files []string, groups grouping, answers Answers) telling {
	t := telling{class: map[string]int{}, names: answers.Names, groups: groups, read: "The classes are as you chose them."}
	for _, g := range groups.list() {
		if class, said := answers.Classes[g.Key]; said && class >= 0 && t.names[class] == "" {
			t.names[class] = g.Name
		}
	}
	for _, p := range files {
		key, grouped := groups.key[p]
		class, said := answers.Classes[key]
		switch {
		case grouped && said:
			t.class[p] = class
		case grouped:
			t.class[p] = LeaveOut
		}
	}
	return t
}
