package firefox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"sync"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"pawgrad/web/measure"
)

// session is a conversation by WebDriver BiDi: commands with their answers, and events.
type session struct {
	conn net.Conn

	mu      sync.Mutex
	next    int
	waiting map[int]chan message
	heard   func(method string, params json.RawMessage)
	over    chan struct{} // closed when nothing more can come
}

// message is what the browser says.
type message struct {
	Type    string          `json:"type"` // "success", "error" or "event"
	ID      int             `json:"id"`
	Result  json.RawMessage `json:"result"`
	Error   string          `json:"error"`
	Message string          `json:"message"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
}

func connect(ctx context.Context, address string) (*session, error) {
	ctx, free := measure.Within(ctx, patience)
	defer free()
	conn, early, _, err := ws.Dial(ctx, address)
	if err != nil {
		return nil, err
	}
	if early != nil { // nothing may come before the first command
		conn.Close()
		return nil, fmt.Errorf("%s speaks before it is asked", address)
	}
	s := &session{conn: conn, waiting: map[int]chan message{}, over: make(chan struct{})}
	go s.read()
	return s, nil
}

// read hands out what the browser says until the connection ends.
func (s *session) read() {
	defer close(s.over)
	for {
		text, err := wsutil.ReadServerText(s.conn)
		if err != nil {
			return
		}
		var m message
		if err := json.Unmarshal(text, &m); err != nil {
			return
		}
		s.mu.Lock()
		heard, answered := s.heard, s.waiting[m.ID]
		if m.Type != "event" {
			delete(s.waiting, m.ID)
		}
		s.mu.Unlock()
		switch {
		case m.Type == "event":
			if heard != nil {
				heard(m.Method, m.Params)
			}
		case answered != nil:
			answered <- m
		}
	}
}

// call gives a command and waits for its result, which goes into result unless that is nil.
func (s *session) call(method string, params, result any) error {
	answered := make(chan message, 1)
	s.mu.Lock()
	s.next++
	id := s.next
	s.waiting[id] = answered
	text, err := json.Marshal(map[string]any{"id": id, "method": method, "params": params})
	if err == nil {
		err = wsutil.WriteClientText(s.conn, text)
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	ctx, free := measure.Within(context.Background(), patience)
	defer free()
	select {
	case m := <-answered:
		switch {
		case m.Type == "error":
			return fmt.Errorf("%s: %s: %s", method, m.Error, m.Message)
		case result == nil:
			return nil
		}
		return json.Unmarshal(m.Result, result)
	case <-s.over:
		return errors.New("the browser has ended")
	case <-ctx.Done():
		return fmt.Errorf("%s has not been answered for %v", method, patience)
	}
}

// close ends the conversation.
func (s *session) close() {
	s.conn.Close()
	<-s.over
}
