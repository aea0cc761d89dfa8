// Package cases is the table of what people bring, and how it is to be read: the planner's own
// tests read it, and those in Chromium drop some of it on the page.
package cases

import (
	"fmt"
	"strconv"
	"strings"
)

// Case is what somebody brings. Its tree is a list of entries: "cats/*6" are six
// photos in a folder, "cat.#.jpg*3" three with numbers in their names, anything else is one file.
type Case struct {
	Name string
	Tree []string
	// Want is "class n class n": the classes by label and how many photos each has; empty
	// where the plan has no two classes.
	Want string
	// Splits is "n train n validation n test"; empty where it is not looked at.
	Splits string
	// Asks is in the question; empty if there is none to be.
	Asks string
	// Passed is how many files have no class.
	Passed int
	// Says is in the sentence on the splits, or in that on the classes.
	Says string
}

// Expand lists the files of a tree.
func Expand(tree []string) (paths []string) {
	for _, entry := range tree {
		name, count, many := strings.Cut(entry, "*")
		if !many {
			paths = append(paths, entry)
			continue
		}
		if strings.HasSuffix(name, "/") {
			name += "#.jpg"
		}
		n, err := strconv.Atoi(count)
		if err != nil {
			panic(err)
		}
		for i := range n {
			paths = append(paths, strings.ReplaceAll(name, "#", fmt.Sprint(i+1)))
		}
	}
	return paths
}

// Names are of classes.
var Names = []Case{
	{"plain", []string{"cats/*5", "dogs/*6"}, "cat 5 dog 6", "", "", 0, "folder cats"},
	{"singular", []string{"cat/*5", "dog/*5"}, "cat 5 dog 5", "", "", 0, "folder dog"},
	{"capitals", []string{"CATS/*5", "Dogs/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"young ones", []string{"kittens/*5", "puppies/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"young and old", []string{"kitten/*5", "dogs/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"two words", []string{"cat images/*5", "dog images/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"copy of a folder", []string{"cats (1)/*5", "dogs (2)/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"sets", []string{"cats_set/*5", "dogs_set/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"numbered", []string{"0_cat/*5", "1_dog/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"numbered without sign", []string{"0cat/*5", "1dog/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"hyphens", []string{"Cat-Faces/*5", "Dog-Faces/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"camel case", []string{"CatPhotos/*5", "DogPhotos/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"a blank at the end", []string{"cats /*5", "dogs /*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Teachable Machine", []string{"Cat-samples/*5", "Dog-samples/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"class folders within a named one", []string{"PetImages/Cat/*5", "PetImages/Dog/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"both in the root's name", []string{"dogs-vs-cats/cats/*5", "dogs-vs-cats/dogs/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"file names, Kaggle", []string{"train/cat.#.jpg*5", "train/dog.#.jpg*5"}, "cat 5 dog 5", "", "", 0, "names of files"},
	{"file names, word within", []string{"IMG_cat_#.jpg*5", "IMG_dog_#.jpg*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"file names, number first", []string{"#.cat.jpg*5", "#.dog.jpg*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"file names, number behind", []string{"cat#.jpg*5", "dog#.jpg*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"file names, numbered copies", []string{"cats (#).jpg*5", "dogs (#).jpg*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"a file that speaks of both", []string{"cat.#.jpg*5", "dog.#.jpg*5", "dogs_and_cats_3.jpg"}, "cat 5 dog 5", "", "", 1, ""},
	{"words within words", []string{"cat.#.jpg*5", "dog.#.jpg*5", "catalogue.jpg", "hotdog.1.jpg", "dogma.jpg", "concatenate.png"}, "cat 5 dog 5", "", "", 4, ""},
	{"the folder is somebody's decision", []string{"cats/dog.1.jpg", "cats/*4", "dogs/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"the innermost folder counts", []string{"dogs/cats/*5", "dogs/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"a denial is a class of its own", []string{"cats/*5", "not_cats/*5"}, "cats 5 not_cats 5", "", "", 0, ""},
	{"Russian", []string{"кошки/*5", "собаки/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Russian, young", []string{"Котята/*5", "Щенки/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Russian, composed otherwise", []string{"котенок/*5", "щено\u043a/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"French", []string{"chats/*5", "chiens/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Spanish", []string{"gatos/*5", "perros/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"German", []string{"Katzen/*5", "Hunde/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"German, composed", []string{"Kätzchen/*5", "Welpen/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"German, letter and accent apart", []string{"Ka\u0308tzchen/*5", "Welpen/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Portuguese", []string{"gatos/*5", "cães/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Italian", []string{"gatti/*5", "cani/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Dutch", []string{"katten/*5", "honden/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Polish", []string{"koty/*5", "psy/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Czech", []string{"kočky/*5", "psi/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Turkish", []string{"kedi/*5", "köpek/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Ukrainian", []string{"коти/*5", "собаки/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Chinese", []string{"猫/*5", "狗/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Chinese, among other characters", []string{"小猫图片/*5", "小狗图片/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Japanese", []string{"ネコ/*5", "犬/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Korean", []string{"고양이/*5", "강아지/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Arabic", []string{"قطط/*5", "كلاب/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Oxford-IIIT pets by name", []string{"images/Abyssinian_#.jpg*5", "images/american_bulldog_#.jpg*3", "images/beagle_#.jpg*2"}, "cat 5 dog 5", "", "", 0, "breeds"},
	{"Oxford-IIIT pets, breeds of two words", []string{"images/Maine_Coon_#.jpg*5", "images/great_pyrenees_#.jpg*5"}, "cat 5 dog 5", "", "", 0, "breeds"},
	{"two archives", []string{"cats.zip/*5", "dogs.zip/*5"}, "cat 5 dog 5", "", "", 0, "cats.zip"},
	{"archives in a folder", []string{"pets/cats.zip/*5", "pets/dogs.zip/*5"}, "cat 5 dog 5", "", "", 0, "dogs.zip"},
	{"an archive beside a folder", []string{"cats.tar.gz/*5", "dogs/*5"}, "cat 5 dog 5", "", "", 0, "Cat: by folder cats.tar.gz"},
	{"brackets and signs", []string{"[cat]/*5", "dogs!/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"file names, capitals", []string{"CAT#.JPG*5", "DOG#.JPG*5"}, "cat 5 dog 5", "", "", 0, "names of files"},
	{"file names, hyphens", []string{"my-cat-#.jpg*5", "my-dog-#.jpg*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Swedish", []string{"katter/*5", "hundar/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Greek", []string{"γάτες/*5", "σκυλιά/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Hebrew", []string{"חתולים/*5", "כלבים/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"Hindi", []string{"बिल्ली/*5", "कुत्ता/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"one archive with both", []string{"cats_and_dogs.zip/cats/*5", "cats_and_dogs.zip/dogs/*5"}, "cat 5 dog 5", "", "", 0, ""},
}

// Classes are other than cats and dogs, or more than two.
var Classes = []Case{
	{"horses and zebras", []string{"horse/*5", "zebra/*6"}, "horse 5 zebra 6", "", "", 0, "two folders, horse and zebra"},
	{"their case is kept", []string{"set/Zebra/*5", "set/Horse/*6"}, "Horse 6 Zebra 5", "", "", 0, ""},
	{"in every split", []string{"train/horse/*5", "train/zebra/*5", "test/horse/*2", "test/zebra/*2"}, "horse 7 zebra 7", "8 train 2 validation 4 test", "", 0, "folder test"},
	{"a split within a class", []string{"horse/train/*5", "horse/test/*2", "zebra/train/*5", "zebra/test/*2"}, "horse 7 zebra 7", "8 train 2 validation 4 test", "", 0, ""},
	{"folders by year within", []string{"horse/2020/*5", "horse/2021/*5", "zebra/2021/*5"}, "horse 10 zebra 5", "", "", 0, ""},
	{"folders by place within", []string{"horse/meadow/*5", "horse/stable/*5", "zebra/zoo/*5"}, "horse 10 zebra 5", "", "", 0, ""},
	{"several sites", []string{"berlin/horse/*5", "rome/horse/*5", "rome/zebra/*5"}, "horse 10 zebra 5", "", "", 0, ""},
	{"photos folder within", []string{"horse/images/*5", "zebra/images/*5"}, "horse 5 zebra 5", "", "", 0, ""},
	{"breeds of one animal", []string{"dogs/husky/*5", "dogs/poodle/*5"}, "husky 5 poodle 5", "", "", 0, ""},
	{"three classes", []string{"horse/*5", "zebra/*5", "donkey/*5"}, "", "", "3 folders: donkey, horse, zebra", 15, ""},
	{"cats, dogs and birds", []string{"cats/*5", "dogs/*5", "birds/*5"}, "cat 5 dog 5", "", "folder birds", 5, ""},
	{"cats, dogs and a stray folder of one", []string{"cats/*50", "dogs/*50", "misc/*1"}, "cat 50 dog 50", "", "", 1, ""},
	{"cats, dogs and plots elsewhere", []string{"project/data/cats/*5", "project/data/dogs/*5", "project/plots/*5"}, "cat 5 dog 5", "", "", 5, ""},
	{"names without a word", []string{"0/*5", "1/*5"}, "0 5 1 5", "", "what are these called", 0, ""},
	{"one folder", []string{"horse/*5"}, "", "", "", 5, ""},
	{"cats only", []string{"cats/*5"}, "cat 5", "", "", 0, ""},
	{"no folders", []string{"IMG_#.jpg*5"}, "", "", "", 5, ""},
	{"images and masks are no classes", []string{"images/*5", "masks/*5"}, "", "", "", 10, ""},
	{"nothing", nil, "", "", "", 0, ""},
}

// Splits are folders for training, validation and test.
var Splits = []Case{
	{"by lot", []string{"cats/*100", "dogs/*100"}, "cat 100 dog 100", "140 train 20 validation 40 test", "", 0, "Training: 140 drawn by lot. Validation: 20 drawn by lot. Test: 40 drawn by lot."},
	{"training_set, test_set", []string{"training_set/cats/*80", "training_set/dogs/*80", "test_set/cats/*20", "test_set/dogs/*20"}, "cat 100 dog 100", "140 train 20 validation 40 test", "", 0, "Test: folder test_set, 40."},
	{"train_data, test_data", []string{"train_data/cats/*8", "train_data/dogs/*8", "test_data/cats/*2", "test_data/dogs/*2"}, "cat 10 dog 10", "14 train 2 validation 4 test", "", 0, "folder train_data"},
	{"seg_train, seg_test", []string{"seg_train/seg_train/cats/*8", "seg_train/seg_train/dogs/*8", "seg_test/seg_test/cats/*2", "seg_test/seg_test/dogs/*2"}, "cat 10 dog 10", "14 train 2 validation 4 test", "", 0, "folder seg_test/seg_test"},
	{"train, dev, eval", []string{"train/cats/*8", "train/dogs/*8", "dev/cats/*2", "dev/dogs/*2", "eval/cats/*3", "eval/dogs/*3"}, "cat 13 dog 13", "16 train 4 validation 6 test", "", 0, "Test: folder eval, 6."},
	{"train, eval, test", []string{"train/cats/*8", "train/dogs/*8", "eval/cats/*2", "eval/dogs/*2", "test/cats/*3", "test/dogs/*3"}, "cat 13 dog 13", "16 train 4 validation 6 test", "", 0, "Validation: folder eval, 4."},
	{"train, valid, test", []string{"train/cats/*8", "train/dogs/*8", "valid/cats/*2", "valid/dogs/*2", "test/cats/*3", "test/dogs/*3"}, "cat 13 dog 13", "16 train 4 validation 6 test", "", 0, ""},
	{"Train, Validate, Test", []string{"Train/cats/*8", "Train/dogs/*8", "Validate/cats/*2", "Validate/dogs/*2", "Test/cats/*3", "Test/dogs/*3"}, "cat 13 dog 13", "16 train 4 validation 6 test", "", 0, "folder Validate"},
	{"holdout", []string{"train/cats/*8", "train/dogs/*8", "holdout/cats/*2", "holdout/dogs/*2"}, "cat 10 dog 10", "14 train 2 validation 4 test", "", 0, "Test: folder holdout"},
	{"hold-out beside test", []string{"train/cats/*8", "train/dogs/*8", "hold-out/cats/*2", "hold-out/dogs/*2", "test/cats/*3", "test/dogs/*3"}, "cat 13 dog 13", "16 train 4 validation 6 test", "", 0, "Validation: folder hold-out"},
	{"class outside", []string{"cats/train/*8", "dogs/train/*8", "cats/test/*2", "dogs/test/*2"}, "cat 10 dog 10", "14 train 2 validation 4 test", "", 0, ""},
	{"class and split in one name", []string{"train_cats/*8", "train_dogs/*8", "test_cats/*2", "test_dogs/*2"}, "cat 10 dog 10", "14 train 2 validation 4 test", "", 0, "folders test_cats, test_dogs"},
	{"Kaggle's archive", []string{"train/cat.#.jpg*8", "train/dog.#.jpg*8", "test1/#.jpg*7"}, "cat 8 dog 8", "10 train 2 validation 4 test", "", 7, "The photos of folder test1 have no class"},
	{"Kaggle's archive within an archive", []string{"train.zip/train/cat.#.jpg*8", "train.zip/train/dog.#.jpg*8", "test1.zip/test1/#.jpg*7"}, "cat 8 dog 8", "10 train 2 validation 4 test", "", 7, "The photos of folder test1.zip/test1 have no class"},
	{"numbered splits", []string{"train1/cats/*8", "train1/dogs/*8", "test1/cats/*2", "test1/dogs/*2"}, "cat 10 dog 10", "14 train 2 validation 4 test", "", 0, ""},
	{"a test drive is no split", []string{"test drive/cats/*5", "test drive/dogs/*5"}, "cat 5 dog 5", "", "", 0, "drawn by lot"},
	{"all in a test folder", []string{"test/cats/*100", "test/dogs/*100"}, "cat 100 dog 100", "140 train 20 validation 40 test", "", 0, "Test: 40 drawn by lot. There are no other photos to train on than those of folder test, so all were divided by lot."},
	{"validation and test alone", []string{"val/cats/*10", "val/dogs/*10", "test/cats/*10", "test/dogs/*10"}, "cat 20 dog 20", "28 train 4 validation 8 test", "", 0, "than those of folders test, val, so all"},
	{"a test folder beside photos in none", []string{"cats/*8", "dogs/*8", "test/cats/*2", "test/dogs/*2"}, "cat 10 dog 10", "14 train 2 validation 4 test", "", 0, "Test: folder test, 4."},
	{"all in a training folder", []string{"train/cats/*100", "train/dogs/*100"}, "cat 100 dog 100", "140 train 20 validation 40 test", "", 0, "Test: 40 drawn by lot from those for training."},
	{"three of each", []string{"cats/*3", "dogs/*3"}, "cat 3 dog 3", "2 train 2 validation 2 test", "", 0, ""},
	{"two of each", []string{"cats/*2", "dogs/*2"}, "cat 2 dog 2", "4 train 0 validation 0 test", "", 0, ""},
	{"a test file's name is no split", []string{"cats/test.jpg", "cats/*4", "dogs/*5"}, "cat 5 dog 5", "", "", 0, "drawn by lot"},
	{"Roboflow", []string{"train/cats/*8", "train/dogs/*8", "valid/cats/*2", "valid/dogs/*2", "README.roboflow.txt"}, "cat 10 dog 10", "12 train 4 validation 4 test", "", 1, "Validation: folder valid, 4."},
}

// PassedOver are trees with files that are no photos of the set.
var PassedOver = []Case{
	{"hidden files", []string{"cats/*5", "dogs/*5", "cats/.hidden.jpg", ".git/cats/a.jpg", "cats/.DS_Store"}, "cat 5 dog 5", "", "", 0, ""},
	{"what systems leave", []string{"cats/*5", "dogs/*5", "__MACOSX/cats/._1.jpg", "cats/Thumbs.db", "cats/desktop.ini", "cats/@eaDir/1.jpg/SYNOPHOTO_THUMB_M.jpg"}, "cat 5 dog 5", "", "", 0, ""},
	{"a root that begins with a dot", []string{".photos/cats/*5", ".photos/dogs/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"entries that begin with ./", []string{"./cats/*5", "./dogs/*5"}, "cat 5 dog 5", "", "", 0, ""},
	{"what lies in iCloud", []string{"cats/*5", "dogs/*5", "cats/.IMG_7.HEIC.icloud"}, "cat 5 dog 5", "", "", 0, ""},
	{"the bin of Windows", []string{"cats/*5", "dogs/*5", "$RECYCLE.BIN/cats/a.jpg"}, "cat 5 dog 5", "", "", 0, ""},
	{"a model among photos", []string{"project/cats/*5", "project/dogs/*5", "project/model.h5", "project/checkpoints/best.pt"}, "cat 5 dog 5", "", "", 2, ""},
}

// WithTables is a case with tables of labels in its tree, by their paths.
type WithTables struct {
	Case
	Tables map[string]string
}

// Tables tell the classes.
var Tables = []WithTables{
	{Case{"six photos beside labels.csv", []string{"images/#.jpg*6"}, "cat 3 dog 3", "2 train 2 validation 2 test", "", 1, "column label of labels.csv"},
		map[string]string{"labels.csv": "id,label\n1.jpg,cat\n2.jpg,dog\n3.jpg,cat\n4.jpg,dog\n5.jpg,cat\n6.jpg,dog\n"}},
	{Case{"labels.csv beside images", []string{"images/#.jpg*4"}, "cat 2 dog 2", "", "", 1, "column label of labels.csv"},
		map[string]string{"labels.csv": "id,label\n1.jpg,cat\n2.jpg,dog\n3.jpg,cat\n4.jpg,dog\n"}},
	{Case{"train.csv, names without ending", []string{"train/#.jpg*4"}, "cat 2 dog 2", "", "", 1, "train.csv"},
		map[string]string{"train.csv": "image_id,label\n1,dog\n2,dog\n3,cat\n4,cat\n"}},
	{Case{"with paths", []string{"images/#.jpg*4"}, "cat 2 dog 2", "", "", 1, ""},
		map[string]string{"labels.csv": "file,class\nimages/1.jpg,Cats\nimages/2.jpg,Dogs\nimages\\3.jpg,Cats\nimages/4.jpg,Dogs\n"}},
	{Case{"a byte order mark, semicolons, Windows lines", []string{"images/#.jpg*4"}, "cat 2 dog 2", "", "", 1, ""},
		map[string]string{"labels.csv": "\ufefffile;animal\r\n1.jpg;Katze\r\n2.jpg;Hund\r\n3.jpg;Katze\r\n4.jpg;Hund\r\n"}},
	{Case{"tabs, no header", []string{"images/#.jpg*4"}, "cat 2 dog 2", "", "", 1, "column number 2"},
		map[string]string{"labels.tsv": "1.jpg\tcat\n2.jpg\tdog\n3.jpg\tcat\n4.jpg\tdog\n"}},
	{Case{"Oxford-IIIT pets' list", []string{"images/A_#.jpg*2", "images/b_#.jpg*2"}, "cat 2 dog 2", "", "", 1, "column SPECIES"},
		map[string]string{"annotations/list.txt": "#Image CLASS-ID SPECIES BREED ID\n#ID: 1:37 Class ids\n#SPECIES: 1:Cat 2:Dog\nA_1 1 1 1\nA_2 1 1 1\nb_1 2 2 1\nb_2 2 2 1\n"}},
	{Case{"other classes", []string{"images/#.jpg*4"}, "horse 2 zebra 2", "", "", 1, "horse and zebra"},
		map[string]string{"labels.csv": "id,label\n1,zebra\n2,zebra\n3,horse\n4,horse\n"}},
	{Case{"a column called dog", []string{"images/#.jpg*4"}, "cat 1 dog 3", "", "", 1, ""},
		map[string]string{"labels.csv": "id,is_dog\n1,1\n2,1\n3,1\n4,0\n"}},
	{Case{"one column a class", []string{"images/#.jpg*4"}, "cat 1 dog 3", "", "", 1, ""},
		map[string]string{"labels.csv": "id,cat,dog\n1,0,1\n2,0,1\n3,0,1\n4,1,0\n"}},
	{Case{"values without words", []string{"images/#.jpg*4"}, "0 1 1 3", "", "What are the two classes called", 1, ""},
		map[string]string{"labels.csv": "id,label\n1,1\n2,1\n3,1\n4,0\n"}},
	{Case{"three values", []string{"images/#.jpg*6"}, "", "", "has 3 values", 7, ""},
		map[string]string{"labels.csv": "id,label\n1,cat\n2,dog\n3,bird\n4,cat\n5,dog\n6,bird\n"}},
	{Case{"two columns of two values", []string{"images/#.jpg*4"}, "day 2 night 2", "", "several columns", 1, ""},
		map[string]string{"labels.csv": "id,light,place\n1,day,in\n2,night,in\n3,day,out\n4,night,out\n"}},
	{Case{"two columns, one called label", []string{"images/#.jpg*4"}, "in 2 out 2", "", "", 1, ""},
		map[string]string{"labels.csv": "id,light,label\n1,day,in\n2,night,in\n3,day,out\n4,night,out\n"}},
	{Case{"a table of other files", []string{"images/#.jpg*4"}, "", "", "", 5, ""},
		map[string]string{"labels.csv": "id,label\na,cat\nb,dog\n"}},
	{Case{"folders win over a table", []string{"cats/*2", "dogs/b#.jpg*2"}, "cat 2 dog 2", "", "", 1, "folder cats"},
		map[string]string{"labels.csv": "id,label\n1,x\n2,y\nb1,x\nb2,y\n"}},
	{Case{"no table at all", []string{"images/#.jpg*4"}, "", "", "", 5, ""},
		map[string]string{"labels.csv": "\x00\x01\"\n,"}},
}
