package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pawgrad/app/say"
	"pawgrad/assets/bundled"
	"pawgrad/nn/spec"
)

// said are the folders whose words the page says: each text in them is a key of the catalogues,
// by way of package say.
var said = []string{"app"}

// apart are folders below those that say nothing to the visitor.
var apart = []string{
	"app/apptest", "app/browser/fake", // tests'
	"app/browser", "app/protocol", "app/protocol/post", "app/host", // whose sentences are read: see read
	"app/figure/apng", // a file's form
	"app/say",         // itself
}

// read are the folders whose sentences reach the page in English, where say.Sentence reads them.
var read = []string{
	"app/browser", "app/protocol", "app/protocol/post",
	"assets/bundled", "assets/content", "assets/pack", "assets/photos", "assets/plan",
	"assets/vgg19", "assets/vgg19/convert", "assets/vgg19/hdf5", "assets/vgg19/internal/floats", "assets/vgg19/safetensors", "assets/vgg19/tfjs", "assets/vgg19/torch",
	"nn/data", "nn/export", "nn/export/onnx", "nn/export/safetensors", "nn/features", "nn/file", "nn/landscape", "nn/metric", "nn/model", "nn/search", "nn/spec", "nn/surface", "nn/train",
	"web/trainer", "web/trainer/jobs",
}

// whole are those of them whose texts come as they are written, however many sentences they have.
var whole = []string{"app/browser", "app/protocol", "app/protocol/post", "nn/spec", "nn/surface"}

// wordsRead are single words that reach the page so.
var wordsRead = []string{"sound", "text", "nothing", "train", "validation", "test", "training", "(g over all training photos)"}

// sentence recognises a text among literals: several words, a word with a capital, a word that
// ends as sentences do, or one that continues what was said before it.
var sentence = regexp.MustCompile(`[A-Za-z]{2,}[,:;]? [A-Za-z(]|^[A-Z][a-z]+[a-z.…?!:]*$|[a-z][.?!…]$|(^|[^,:]) [a-z]{2,}$|^[a-z]{2,} |^ [a-z]{2,}|^[A-Z][a-z]+[ ,:/-]|[0-9] [a-z]{2,} [−0-9]|^: [a-z]{2,} |^, [a-z]{2,}`)

// isText reports whether a literal is one: markup and names by rules of their own are none.
func isText(s string) bool {
	return sentence.MatchString(verb.ReplaceAllString(s, "")) && !wordList.MatchString(s) && !strings.ContainsAny(s, "<") && !strings.Contains(s, `="`) && !classes[s]
}

// verb is what puts an argument in.
var verb = regexp.MustCompile(`%'?[-+#]?[0-9.]*[a-zT]`)

// classes are names of style classes and what is typed elsewhere that look like words.
var classes = map[string]bool{
	" open": true, " unlike": true, "action compact": true, "answer wrong": true, "chart tall": true, "choice unready": true, "field switch": true,
	"make run": true, "make vgg19": true, "method arm": true, "method open": true, "notice glad": true, "number wide": true, "number ": true, "number %s": true, "side folded": true,
	"small danger": true, "taking turns": true,
}

// Fields of tables below the page: what is shown by panels, and names, which are the same in
// every language.
var (
	shownFields = []string{"Label", "Unit", "Help", "Idea"}
	namedFields = []string{"Name", "Source", "Formula", "Symbol", "Default", "Key"}
)

// wordless are functions whose arguments no visitor reads.
var wordless = []string{
	"Get", "Set", "Call", "New", "ID", "Class", "Attr", "Data", "DataSet", "Style", "Href", "Type", "Name", "Mark", "Store", "Stored", "For",
	"Rel", "Target", "Raw", "Role", "Contains", "HasPrefix", "HasSuffix", "Index", "Cut", "CutPrefix", "Trim", "TrimSuffix",
	"TrimPrefix", "Replace", "ReplaceAll", "MustCompile", "Split", "Focus", "Reveal", "Canvas", "NewReplacer", "ContainsAny", "Throw",
}

// exempt are texts that look as if they were said: by what they are.
var exempt = map[string]string{
	"Pawgrad":         "a name",
	"pawgrad.lesson.": "the beginning of a kept name",
	", relabelled":    "the end of a set's name, by which it is known",
	"system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif": "fonts",
	"%s%spx %s": "a font",

	"Object": "the browser's", "Array": "the browser's", "Blob": "the browser's", "Mobi": "the browser's", "Android": "the browser's",
	"out of memory": "the browser's", "allocation failed": "the browser's", "could not allocate": "the browser's",
	"Rar!": "a file's beginning", "SQLite format 3\x00": "a file's beginning", "crx ": "a file's beginning", "avif avis": "files' beginnings",
	"mif1 msf1 miaf": "files' beginnings", "heic heix hevc hevx heim heis hevm hevs": "files' beginnings",
	"Squeeze": "an operation", "Cast": "an operation", "Mul": "an operation", "Add": "an operation", "Transpose": "an operation", "Conv": "an operation",
	"Flatten": "an operation", "Gemm": "an operation", "Relu": "an operation", "Sigmoid": "an operation",
	"made by": "in a file", "%s, learning rate %s": "in a file", "epochs trained": "in a file", "pretrained layers": "in a file",
	"golden photos, base64 of uint8": "in a file", "golden probabilities": "in a file", "heat map": "a tensor's name", "early stop": "in messages",
	"Input %q: photos as uint8 [batch, %d, %d, 3], stretched to that size, red, green, blue. Output %q: the probability of %q; else it is %q.": "in a file",
	"CC BY 4.0": "a licence", "Keras HDF5": "a name", "features.%d.weight or .bias (%s)": "a name",
	"K. Simonyan and A. Zisserman, Visual Geometry Group, University of Oxford; ported by Keras": "in a file",
	"the torchvision contributors; architecture by K. Simonyan and A. Zisserman":                 "in a file",
	"encode message %T: %w": "a fault of ours", "a %T is no command": "a fault of ours",
}

// wordList recognises the lists of words that files are known by.
var wordList = regexp.MustCompile(`^(__macosx |jpg jpeg |label labels |abyssinian |not no non|set sets )`)

// text is one text of the code.
type text struct {
	key   string
	where token.Position
	keyed bool // it goes through the catalogues
}

// textsOf finds all texts of a folder's code; of one that is read every text is a key.
func textsOf(t *testing.T, folder string, reads bool) (all []text) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", folder, "*.go"))
	if err != nil || files == nil {
		t.Fatalf("there is no code in %s (%v)", folder, err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		w := &walk{set: set, reads: reads}
		for _, d := range file.Decls {
			_, isFunction := d.(*ast.FuncDecl)
			w.table = !isFunction
			w.walk(d)
		}
		all = append(all, w.found...)
	}
	return all
}

// walk goes through a declaration.
type walk struct {
	set          *token.FileSet
	reads, table bool // whether all texts, and those of tables, are keys
	found        []text
}

func (w *walk) add(key string, at ast.Node, keyed bool) {
	w.found = append(w.found, text{key, w.set.Position(at.Pos()), keyed})
}

func (w *walk) walk(node ast.Node) {
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec, *ast.Field:
			return false
		case *ast.CaseClause:
			for _, s := range n.Body {
				w.walk(s)
			}
			return false
		case *ast.IndexExpr:
			w.walk(n.X)
			if _, literal := n.Index.(*ast.BasicLit); !literal {
				w.walk(n.Index)
			}
			return false
		case *ast.KeyValueExpr:
			if field, ok := n.Key.(*ast.Ident); ok && w.reads {
				if text, ok := constant(n.Value); ok && slices.Contains(shownFields, field.Name) {
					w.add(text, n, true)
				}
				if slices.Contains(namedFields, field.Name) || slices.Contains(shownFields, field.Name) {
					return false
				}
			}
			if _, literal := n.Key.(*ast.BasicLit); !literal {
				w.walk(n.Key)
			}
			w.walk(n.Value)
			return false
		case *ast.CallExpr:
			return w.call(n)
		case *ast.BinaryExpr:
			return w.binary(n)
		case *ast.BasicLit:
			if s := literal(n); isText(s) {
				w.add(s, n, w.reads || w.table)
			}
		}
		return true
	})
}

// call goes through a call, and reports whether its parts are still to be looked at.
func (w *walk) call(n *ast.CallExpr) bool {
	switch function := called(n.Fun); {
	case function == "say.As": // a word by its meaning
		meaning, _ := constant(n.Args[0])
		if key, ok := constant(n.Args[1]); ok {
			w.add(key+" ("+meaning+")", n, true)
		}
		return false
	case function == "say.Text" || function == "say.F":
		if key, ok := constant(n.Args[0]); ok {
			w.add(key, n, true)
		}
		for _, a := range n.Args[1:] {
			w.walk(a)
		}
		return false
	case function == "fmt.Errorf" || function == "errors.New" || w.reads && function == "fmt.Sprintf":
		if key, ok := constant(n.Args[0]); ok && isText(key) {
			w.add(key, n, true)
		}
		for _, a := range n.Args[1:] {
			w.walk(a)
		}
		return false
	case function == "panic":
		return false
	case slices.Contains(wordless, function[strings.LastIndex(function, ".")+1:]):
		w.walk(n.Fun)
		for _, a := range n.Args {
			if _, ok := constant(a); !ok {
				w.walk(a)
			}
		}
		return false
	}
	return true
}

// binary goes through what is put together or compared.
func (w *walk) binary(n *ast.BinaryExpr) bool {
	if n.Op != token.ADD {
		for _, x := range []ast.Expr{n.X, n.Y} {
			if _, ok := constant(x); !ok {
				w.walk(x)
			}
		}
		return false
	}
	key, others := chain(n)
	if !isText(key) {
		return true
	}
	if _, ok := constant(n); ok || w.reads {
		w.add(key, n, w.reads || w.table)
	} else {
		w.add(key, n, false)
	}
	for _, x := range others {
		w.walk(x)
	}
	return false
}

// chain is what a sum of texts makes, with %s for what is put in.
func chain(e ast.Expr) (key string, others []ast.Expr) {
	if b, ok := e.(*ast.BinaryExpr); ok && b.Op == token.ADD {
		left, l := chain(b.X)
		right, r := chain(b.Y)
		return left + right, append(l, r...)
	}
	if b, ok := e.(*ast.BasicLit); ok && b.Kind == token.STRING {
		return literal(b), nil
	}
	if c, ok := e.(*ast.CallExpr); ok && called(c.Fun) == "fmt.Sprintf" {
		if key, ok := constant(c.Args[0]); ok {
			return key, c.Args[1:]
		}
	}
	return "%s", []ast.Expr{e}
}

// constant is the text of a literal, or of several that are added.
func constant(e ast.Expr) (string, bool) {
	key, others := chain(e)
	if _, sprintf := e.(*ast.CallExpr); sprintf {
		return "", false
	}
	return key, others == nil
}

// literal is the text of a literal, empty of one that is a number.
func literal(b *ast.BasicLit) string {
	s, err := strconv.Unquote(b.Value)
	if err != nil || b.Kind != token.STRING {
		return ""
	}
	return s
}

// called names what a call calls: "say.Text", "panic".
func called(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			return x.Name + "." + e.Sel.Name
		}
		return "." + e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// saying lists the folders whose words the page says.
func saying(t *testing.T) (folders []string) {
	t.Helper()
	for _, top := range said {
		err := filepath.WalkDir(filepath.Join("..", top), func(path string, entry os.DirEntry, err error) error {
			if err != nil || !entry.IsDir() {
				return err
			}
			folder := strings.TrimPrefix(filepath.ToSlash(path), "../")
			if files, _ := filepath.Glob(filepath.Join(path, "*.go")); files != nil && !slices.Contains(apart, folder) {
				folders = append(folders, folder)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return folders
}

// TestNothingIsSaidPastTheCatalogues finds texts in the page's code that no catalogue can
// translate.
func TestNothingIsSaidPastTheCatalogues(t *testing.T) {
	used := map[string]bool{}
	for _, folder := range saying(t) {
		for _, x := range textsOf(t, folder, false) {
			switch _, ok := exempt[x.key]; {
			case ok:
				used[x.key] = true
			case !x.keyed:
				t.Errorf("%s: %q does not go through package say", x.where, x.key)
			}
		}
	}
	for _, folder := range read {
		for _, x := range textsOf(t, folder, true) {
			used[x.key] = true
		}
	}
	for key := range exempt {
		if !used[key] {
			t.Errorf("%q is exempt, but nothing says it", key)
		}
	}
}

// clauses are the sentences and clauses that texts are made of, which are put together and parted
// again on their way to the page: each is a key.
func clauses(texts []text) (all []text) {
	for _, x := range texts {
		if _, ok := exempt[x.key]; ok {
			continue
		}
		for _, part := range strings.Split(strings.ReplaceAll(x.key, ". ", ".; "), "; ") {
			if part = strings.TrimSpace(part); part == x.key || isText(part) {
				all = append(all, text{part, x.where, x.keyed})
			}
		}
	}
	return all
}

// keys are all keys of the page, with where each stands first.
func keys(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	add := func(texts []text) {
		for _, x := range texts {
			if _, ok := exempt[x.key]; !ok && x.keyed && all[x.key] == "" {
				all[x.key] = x.where.String()
			}
		}
	}
	for _, folder := range saying(t) {
		add(textsOf(t, folder, false))
	}
	for _, folder := range read {
		if texts := textsOf(t, folder, true); slices.Contains(whole, folder) {
			add(texts)
		} else {
			add(clauses(texts))
		}
	}
	for _, word := range wordsRead {
		all[word] = "wordsRead"
	}
	for _, name := range []string{"index.html", "web/static/boot.js"} {
		content, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range shellText.FindAllStringSubmatch(string(content), -1) {
			all[m[1]+m[2]] = name
		}
	}
	return all
}

// shellText finds what the page says before its program has come.
var shellText = regexp.MustCompile(`\bsay\("([^"]+)"|data-say>([^<]+)<`)

// saysInOneFile finds what the page of an exported network says: nn/export/onefile.
var saysInOneFile = regexp.MustCompile(`\btold\("([^"]+)"|aria-label="([^"]+)" data-say|data-say>([^<]+)<|RangeError\("([^"]+)"`)

// settingsTold are the settings of a run with their values, as the description of an exported network tells them, with
// %s for a number.
func settingsTold() (all []string) {
	for _, s := range spec.Settings {
		switch {
		case s.OfGrid() || s.Hyper() || s.Key == spec.KeyModel:
		case s.Kind == spec.Choice:
			for _, o := range s.Choices {
				all = append(all, s.Words(o.Value))
			}
		case s.Kind == spec.Switch:
			all = append(all, s.Words("true"))
		default:
			all = append(all, strings.Replace(s.Words("7"), " 7", " %s", 1))
		}
	}
	return all
}

// TestOneFileSpeaks: the page of an exported network has all that it says in each language.
func TestOneFileSpeaks(t *testing.T) {
	folder := filepath.Join("..", "nn", "export", "onefile")
	read := func(name string) []byte {
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	var words map[string]map[string]string
	if err := json.Unmarshal(read("words.json"), &words); err != nil {
		t.Fatal(err)
	}
	said := append(settingsTold(), "cat", "dog", bundled.Name, "made by", "photos", "method", "epochs trained", "settings", "pretrained layers", "learning rate %s") // by the network
	for _, name := range []string{"page.html", "page.js"} {
		for _, m := range saysInOneFile.FindAllStringSubmatch(string(read(name)), -1) {
			said = append(said, strings.Join(m[1:], ""))
		}
	}
	for _, l := range say.Languages[1:] {
		for _, english := range said {
			if told := words[l.Tag][english]; told == "" || say.Fits(l, english, told) != nil {
				t.Errorf("%s: %q is told as %q", l.Tag, english, told)
			}
		}
		if len(words[l.Tag]) != len(said) {
			t.Errorf("%s has %d texts, said are %d", l.Tag, len(words[l.Tag]), len(said))
		}
	}
}

// TestCatalogues holds each catalogue against the code: it has all keys and no others, each
// with the same arguments, and each noun in all forms of its language.
func TestCatalogues(t *testing.T) {
	all := keys(t)
	for _, l := range say.Languages[1:] {
		t.Run(l.Tag, func(t *testing.T) {
			content, err := os.ReadFile(filepath.Join("..", "app", "say", "catalogue", l.Tag+".json"))
			if err != nil {
				t.Fatal(err)
			}
			var texts map[string]string
			if err := json.Unmarshal(content, &texts); err != nil {
				t.Fatal(err)
			}
			for _, key := range slices.Sorted(maps.Keys(all)) {
				if translated, ok := texts[key]; !ok || translated == "" {
					t.Errorf("missing %q (%s)", key, all[key])
				} else if err := say.Fits(l, key, translated); err != nil {
					t.Errorf("%q: %q: %v", key, translated, err)
				}
			}
			for key := range texts {
				if all[key] == "" {
					t.Errorf("unused %q", key)
				}
			}
			if sorted := written(texts); sorted != string(content) {
				t.Errorf("the catalogue is not written as it should be: sorted, one text a line")
			}
		})
	}
}

// written is a catalogue as its file should be.
func written(texts map[string]string) string {
	var b strings.Builder
	enc := func(s string) string {
		var one strings.Builder
		e := json.NewEncoder(&one)
		e.SetEscapeHTML(false)
		if err := e.Encode(s); err != nil {
			panic(err)
		}
		return strings.TrimSuffix(one.String(), "\n")
	}
	sorted := slices.Sorted(maps.Keys(texts))
	b.WriteString("{\n")
	for i, key := range sorted {
		comma := ","
		if i == len(sorted)-1 {
			comma = ""
		}
		fmt.Fprintf(&b, "%s: %s%s\n", enc(key), enc(texts[key]), comma)
	}
	return b.String() + "}\n"
}
