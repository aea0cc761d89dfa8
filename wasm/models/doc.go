// Package models trains networks in the manner of GoMLX's example models, on synthetic data, on the backend and on
// GoMLX's Go backend, and compares their losses. There is nothing in it but the test: a file a model, each a value of
// example.
package models
