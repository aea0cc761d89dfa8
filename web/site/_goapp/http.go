package app

// Handler stands for go-app's server of sites.
type Handler struct{}
