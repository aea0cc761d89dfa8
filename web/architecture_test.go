package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	// quotedName is what ARCHITECTURE.md says in code style.
	quotedName = regexp.MustCompile("`([^`]+)`")
	// goName is a declaration: pkg.Name, pkg.Type.Member, Type.Member or Type.member.
	goName = regexp.MustCompile(`^[A-Za-z]\w*(\.[A-Za-z]\w*){1,2}$`)
	// fileName is a path, or a file beside what the line named before.
	fileName = regexp.MustCompile(`^[\w.-]*[\w-](/[\w.-]+)*/?$`)
)

// TestArchitectureNamesWhatThereIs looks for every path and every declaration that
// ARCHITECTURE.md names. A line's file without a folder is in a folder that the line names.
func TestArchitectureNamesWhatThereIs(t *testing.T) {
	text, err := os.ReadFile("../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	declared := declarations(t)
	paths, names := 0, 0
	for line := range strings.Lines(string(text)) {
		folders := []string{""}
		for _, match := range quotedName.FindAllStringSubmatch(line, -1) {
			name := match[1]
			switch {
			case strings.HasPrefix(name, "github.com/"), strings.HasPrefix(name, "_"), name == "syscall/js":
			case goName.MatchString(name) && !isFile(name):
				names++
				if !declared[name] {
					t.Errorf("nothing declares %s", name)
				}
			case strings.Contains(name, "/") && fileName.MatchString(name), isFile(name):
				paths++
				if !exists(folders, name) {
					t.Errorf("there is no %s", name)
				}
				folders = append(folders, strings.TrimSuffix(name, "/"))
			case exists([]string{""}, name): // a folder at the top
				folders = append(folders, name)
			}
		}
	}
	if paths < 20 || names < 20 {
		t.Errorf("only %d paths and %d declarations were found in ARCHITECTURE.md: is it still read right?", paths, names)
	}
}

// isFile reports whether a name is that of a file, by its ending.
func isFile(name string) bool {
	switch filepath.Ext(name) {
	case ".go", ".js", ".md", ".html", ".css", ".json":
		return true
	}
	return false
}

// exists reports whether there is such a file or folder in one of the folders.
func exists(folders []string, name string) bool {
	for _, folder := range folders {
		if _, err := os.Stat(filepath.Join("..", folder, name)); err == nil {
			return true
		}
	}
	return false
}

// declarations are all names that the project's packages declare outside of tests: pkg.Name,
// pkg.Type.Member and Type.Member.
func declarations(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if entry != nil && entry.IsDir() && path == filepath.Join("..", "build") { // what is made, not ours
			return fs.SkipDir
		}
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, name := range declaredIn(file) {
			names[file.Name.Name+"."+name] = true
			if strings.Contains(name, ".") {
				names[name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// declaredIn lists a file's declarations, as Name or as Type.Member.
func declaredIn(file *ast.File) (names []string) {
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			name := d.Name.Name
			if d.Recv != nil {
				name = typeName(d.Recv.List[0].Type) + "." + name
			}
			names = append(names, name)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				switch s := s.(type) {
				case *ast.ValueSpec:
					for _, n := range s.Names {
						names = append(names, n.Name)
					}
				case *ast.TypeSpec:
					names = append(names, s.Name.Name)
					names = append(names, members(s)...)
				}
			}
		}
	}
	return names
}

// members lists the fields or methods that a type's own declaration has.
func members(s *ast.TypeSpec) (names []string) {
	var fields *ast.FieldList
	switch of := s.Type.(type) {
	case *ast.StructType:
		fields = of.Fields
	case *ast.InterfaceType:
		fields = of.Methods
	default:
		return nil
	}
	for _, f := range fields.List {
		for _, n := range f.Names {
			names = append(names, s.Name.Name+"."+n.Name)
		}
	}
	return names
}

// typeName is a receiver's type without its pointer and its parameters.
func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(e.X)
	case *ast.IndexExpr:
		return typeName(e.X)
	case *ast.IndexListExpr:
		return typeName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}
