package plan

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// noClass says that a name tells no class, ambiguous that it tells both.
const (
	noClass   = -1
	ambiguous = -2
)

// animals are the words for cats (class 0) and dogs (class 1) by which people name folders and
// photos: lower case, without accents; see [plain].
var animals = wordTable(`
	cat cats kitten kittens kitty kitties kittie feline felines tomcat tomcats housecat
	chat chats chaton chatons chatte chattes
	gato gatos gata gatas gatito gatitos gatto gatti gatta gatte
	katze katzen katzchen kater kat katten poes poezen katt katter
	kissa kissat kot koty kotek kocka kocky macka macky macska macskak pisica pisici
	kedi kediler kucing meo
	кот коты кошка кошки котик котики котенок котята кіт коти кішка кішки
	γατα γατες قطة قطط חתול חתולים बिल्ली แมว 고양이 ねこ ネコ`, `
	dog dogs puppy puppies pup pups doggy doggie doggies doggo canine canines
	chien chiens chienne chiennes chiot chiots
	perro perros perra perras perrito perritos cachorro cachorros cao caes cane cani
	hund hunde hunden hunder welpe welpen hond honden hundar
	koira koirat pies psy pes psi kutya kutyak caine caini
	kopek kopekler anjing cho
	собака собаки пес псы щенок щенки цуценя
	σκυλος σκυλια كلب كلاب כלב כלבים कुत्ता หมา 개 강아지 いぬ イヌ`)

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

func wordTable(classes ...string) map[string]int {
	all := map[string]int{}
	for class, words := range classes {
		for w := range set(words) {
			all[plain(w)] = class
		}
	}
	return all
}

// plain is a word without accents and in lower case, however its letters are composed: macOS
// names files with letter and accent apart, others in one.
func plain(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// tokens are the words of a name, plain: "Cat-Faces (2)" is cat, faces; "trainSet2" is train, set.
// Digits and signs part words, and so does a capital behind a small letter.
func tokens(name string) []string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, plain(string(word)))
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
	for _, word := range tokens(name) {
		if !fillers[word] {
			return false
		}
	}
	return true
}
