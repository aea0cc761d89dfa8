// Package gomlx runs GoMLX's own tests of graphs, gradients, layers and training on the backend. There is nothing in it
// but the test: GoMLX's packages are copied to a temporary folder, a file that imports the backend is put beside their
// tests, and GOMLX_BACKEND chooses it.
package gomlx
