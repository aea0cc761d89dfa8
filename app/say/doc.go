// Package say is what the page says in the visitor's language.
//
// English is the key, as in gettext: code reads as it is read on the page, and English needs no
// catalogue. [Text] and [F] give a sentence in the language in use. In a sentence numbers are
// verbs as fmt has them, with an apostrophe for thousands set apart, and a noun that depends on
// one stands in braces, in all forms that the language has for counts:
//
//	say.F("%'d {photo|photos} of %s", n, name)
//
//	"%'d {photo|photos} of %s": "%'d {снимок|снимка|снимков} из набора «%s»"
//
// A noun belongs to the number before it, or to the argument that it names, as {2:is|are} does.
//
// What is below the page knows no languages. Its errors, and the sentences that trainers send
// and records keep, are English when they arrive, with their numbers and names put in. [Sentence]
// reads them: it finds the key that the sentence was made of and takes the arguments out of it.
// A sentence may be made of several, of clauses or of a list, and stand around another error; a name in it stays as it is
// where a translation puts it in by %v.
// So a record of years ago is told in Russian too, and a notice changes with the language.
//
// The catalogues are files of the site, one a language, that are fetched when they are asked for;
// catalogue/README.md has the terms that they keep to. Which is in use is set by [Use] when the
// page starts and when the visitor chooses another one, as a process has one locale: the one
// registry of this package. A [Catalogue] itself does not change, and has all methods that the
// package has as functions.
package say
