// Package landscape finds the plane in the space of a network's weights on which the
// paths of training runs are best seen: that of the first two principal components of
// all points of the paths (Lorch, "Visualizing deep network training trajectories with
// PCA", 2016; Li et al., "Visualizing the loss landscape of neural nets", 2018). The
// loss measured over that plane is the landscape.
//
// A point has half a million numbers and there are a hundred of them, so they are read
// piece by piece: once for the table of their inner products, whose eigenvectors tell
// where the points lie on the plane, and once more for the plane's directions.
package landscape
