// Package e2e uses the page as its visitors do: in a real, headless Chromium,
// with real clicks, real keys and real files dropped on it.
//
// The site is built once and served below a sub-path, as on a project's page of
// a static host. All of the browser's traffic goes through a proxy that answers
// for the site and records who else was asked; every test ends by checking that
// nobody was, and that the console stayed free of errors. The rules of accessibility
// are axe-core's (axe_test.go). Screenshots of each
// step go to artifacts/ at the top of the project, which git ignores.
package e2e
