package run

// callAlone calls a function for two threads after the second has died.
func callAlone(h Host, f Function, args ...uint32) error {
	h.(*browserHost).team.members[0].worker.Call("terminate")
	return f.Call(2, args...)
}
