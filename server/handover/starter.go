package handover

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
)

// A Starter is a process that waits, and starts the next server when it is told to:
// for a server that has closed itself in, and what it starts with it, before. It can
// start one command alone, the one that it was made for, and it ends with the server.
// Make it with NewStarter; it must not be copied. Safe for concurrent use.
type Starter struct {
	conn *Conn

	mu sync.Mutex // one order at a time
}

// order is what a starter is told: to start, with the file that comes along, or to
// end what it started.
type order struct {
	End bool `json:"end"`
}

// started is what it says: that the process was started, or that it has ended.
type started struct {
	PID     int    `json:"pid,omitempty"`
	Problem string `json:"problem,omitempty"`
}

// NewStarter starts a command that calls ServeStarter.
func NewStarter(cmd *exec.Cmd) (*Starter, error) {
	s, err := Start(cmd)
	if err != nil {
		return nil, err
	}
	return &Starter{conn: s.Conn}, nil
}

// Close ends the starter, and nobody else.
func (s *Starter) Close() error { return s.conn.Close() }

// Start has the next server started. There may be one at a time.
func (s *Starter) Start() (*Successor, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ours, theirs, err := Pair()
	if err != nil {
		return nil, err
	}
	defer theirs.Close()
	ctx := context.Background()
	var is started
	if err = s.conn.Send(ctx, order{}, theirs); err == nil {
		_, err = s.conn.Receive(ctx, &is)
	}
	if err == nil && is.Problem != "" {
		err = errors.New(is.Problem)
	}
	if err != nil {
		ours.Close()
		return nil, fmt.Errorf("the next process cannot be started: %w", err)
	}
	gone, how := make(chan struct{}), started{}
	go func() {
		defer close(gone)
		if _, err := s.conn.Receive(ctx, &how); err != nil {
			how.Problem = "the process that started it is gone"
		}
	}()
	return &Successor{
		Conn: ours, PID: is.PID, Gone: gone, Ended: func() error { return errors.New(how.Problem) },
		Kill: func() { _ = s.conn.Send(ctx, order{End: true}) },
	}, nil
}

// ServeStarter starts what it is told to, until the server is gone that is at the
// other end of before. next makes the command.
func ServeStarter(before *Conn, next func() *exec.Cmd) error {
	ctx := context.Background()
	var running *exec.Cmd
	for {
		var o order
		files, err := before.Receive(ctx, &o)
		if err != nil {
			return nil // the server is gone
		}
		if o.End {
			if running != nil {
				_ = running.Process.Kill() // it may be gone already
			}
			continue
		}
		if len(files) != 1 {
			closeAll(files)
			return errors.New("an order without its file")
		}
		cmd := next()
		err = startWith(cmd, files[0])
		closeAll(files)
		if err != nil {
			_ = before.Send(ctx, started{Problem: err.Error()})
			continue
		}
		running = cmd
		if before.Send(ctx, started{PID: cmd.Process.Pid}) != nil {
			return nil
		}
		go func() {
			how := started{Problem: "exit status 0"}
			if err := cmd.Wait(); err != nil {
				how.Problem = err.Error()
			}
			_ = before.Send(ctx, how)
		}()
	}
}

// startWith starts a command that finds a file by Variable.
func startWith(cmd *exec.Cmd, f *os.File) error {
	cmd.Env = append(cmd.Environ(), fmt.Sprintf("%s=%d", Variable, 3+len(cmd.ExtraFiles)))
	cmd.ExtraFiles = append(cmd.ExtraFiles, f)
	return cmd.Start()
}
