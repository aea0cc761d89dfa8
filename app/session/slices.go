package session

// sliceRuns is how many runs are worked on before the page may do something else: some
// milliseconds' work.
const sliceRuns = 50

// inSlices calls do for 0 to n-1, some at a time, and then over. In between the page draws
// and answers, so what do changes must fit together at any moment.
func (s *Session) inSlices(n int, do func(i int), over func()) {
	var from func(i int)
	from = func(i int) {
		for end := min(i+sliceRuns, n); i < end; i++ {
			do(i)
		}
		if i < n {
			s.host.Soon(func() { from(i) })
			return
		}
		over()
	}
	from(0)
}
