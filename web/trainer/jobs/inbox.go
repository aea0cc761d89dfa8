package jobs

import (
	"sync"

	"pawgrad/app/protocol"
)

// order is a command with its attachments.
type order struct {
	command  protocol.Command
	attached Attachments
}

// inbox holds the commands that have come and were not carried out yet. It never
// blocks the sender, which in the browser is a callback that must return.
type inbox struct {
	mu     sync.Mutex
	orders []order
	came   chan struct{} // holds one token if something may have come
}

func newInbox() *inbox { return &inbox{came: make(chan struct{}, 1)} }

func (in *inbox) put(o order) {
	in.mu.Lock()
	in.orders = append(in.orders, o)
	in.mu.Unlock()
	select {
	case in.came <- struct{}{}:
	default:
	}
}

// take returns the oldest command, if there is one.
func (in *inbox) take() (order, bool) {
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.orders) == 0 {
		return order{}, false
	}
	o := in.orders[0]
	in.orders[0] = order{} // or its files would stay for as long as the rest
	in.orders = in.orders[1:]
	return o, true
}

// wait returns the oldest command once there is one.
func (in *inbox) wait() order {
	for {
		if o, ok := in.take(); ok {
			return o
		}
		<-in.came
	}
}
