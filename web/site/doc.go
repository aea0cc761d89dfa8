// Package site turns the repository into the static web site, and serves it.
//
// [Build] compiles the two programs for js/wasm, compresses them, and lays them
// into one flat folder with the shell (index.html), the scripts and styles of
// web/static, the bundled image set and the licences. All addresses inside the
// site are relative, no server has to do anything but hand out files, and every
// address but the page's own carries the build's version, so files of different
// builds never meet.
package site
