package plan

import (
	"slices"
	"strings"
	"unicode"
)

// noClass says that a name tells no class, ambiguous that it tells both.
const (
	noClass   = -1
	ambiguous = -2
)

//go:generate go run ./internal/gen

// characters are those that mean a cat or a dog wherever they stand in a word: Chinese and
// Japanese put no space between words.
var characters = []struct {
	text  string
	class int
}{{"猫", 0}, {"貓", 0}, {"狗", 1}, {"犬", 1}}

// denials turn the word behind them into its opposite.
var denials = set("not no non without")

// role is what a folder of a split is for, as far as its own name tells.
type role int

const (
	noRole role = iota
	training
	validation
	test
	evaluation // validation or test, whichever has no folder of its own
)

// roles are the words for splits. "dev" and "eval" are how tables of language tasks and large
// image sets call them.
var roles = map[string]role{
	"train": training, "training": training, "trn": training, "trainset": training, "traindata": training,
	"validation": validation, "valid": validation, "val": validation, "validate": validation, "validating": validation,
	"dev": validation, "valset": validation, "development": validation,
	"test": test, "testing": test, "tst": test, "testset": test, "testdata": test,
	"eval": evaluation, "evaluation": evaluation, "evaluate": evaluation, "holdout": evaluation, "heldout": evaluation,
}

// fillers are words that say nothing of a class or a split: they may stand beside a split's
// name, and a folder of nothing else is no class.
var fillers = set(`set sets data dataset datasets seg split splits folder folders dir photo photos image images img imgs
	picture pictures pic pics jpg jpeg png the and of vs or my all new old copy files file final part mini small full
	raw cropped resized processed original originals download downloads archive extracted unzipped
	annotations annotation labels label masks mask zip tar gz tgz`)

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(words) {
		all[w] = true
	}
	return all
}

// tokens are the words of a name in lower case: "Cat-Faces (2)" is cat, faces; "trainSet2" is train, set.
// Digits and signs part words, and so does a capital behind a small letter.
func tokens(name string) []string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
		}
		word = word[:0]
	}
	for _, r := range name {
		switch {
		case unicode.IsLetter(r) || unicode.Is(unicode.M, r):
			if n := len(word); n > 0 && unicode.IsUpper(r) && unicode.IsLower(word[n-1]) {
				end()
			}
			word = append(word, r)
		default:
			end()
		}
	}
	end()
	return words
}

// animalOf is the class that a name tells: noClass if it speaks of neither animal or denies
// one, ambiguous if it speaks of both.
func animalOf(name string) int {
	found := noClass
	note := func(class int) {
		if found == noClass || found == class {
			found = class
		} else {
			found = ambiguous
		}
	}
	denied := false
	for _, word := range tokens(name) {
		if class, known := animals[word]; known {
			if denied {
				return noClass
			}
			note(class)
		}
		for _, c := range characters {
			if strings.Contains(word, c.text) {
				note(c.class)
			}
		}
		denied = denials[word]
	}
	return found
}

// roleOf is what a folder's name says of a split. Beside the split's word only fillers,
// animals and digits may stand: a folder "test drive" is none.
func roleOf(name string) role {
	found := noRole
	for _, word := range joinHoldOut(tokens(name)) {
		r, isRole := roles[word]
		_, isAnimal := animals[word]
		switch {
		case isRole && found == noRole:
			found = r
		case isRole && found != r:
			return noRole
		case !isRole && !isAnimal && !fillers[word]:
			return noRole
		}
	}
	return found
}

// joinHoldOut makes one word of "hold out" and "hold-out".
func joinHoldOut(words []string) []string {
	for i := range len(words) - 1 {
		if words[i] == "hold" && words[i+1] == "out" {
			return slices.Replace(words, i, i+2, "holdout")
		}
	}
	return words
}

// isMeaningless reports whether a folder's name can be no class by itself: it holds no word,
// or only fillers.
func isMeaningless(name string) bool {
	return !slices.ContainsFunc(tokens(name), func(word string) bool { return !fillers[word] })
}
