// Package surface is the classic surfaces of two variables on which optimization
// methods are compared, and the paths that the study's seven methods take on them.
//
// On such a surface one sees what a method does, which in a network's half a million
// weights one cannot. The methods' steps are written out here for two numbers by the
// same formulas as in package optim, and a test holds the two together. The package
// needs no GoMLX: a picture on the page computes its paths in the page.
package surface
