package handover

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// Variable has the number of the open file that is the next server's end.
const Variable = "GEOSRV_TAKEOVER"

// Successor is the process that is to take over. Make it with Start, or in a test by
// hand; it must not be copied.
type Successor struct {
	Conn *Conn
	PID  int
	// Chosen is called when it answers, and before it is told so; nil: nobody wants
	// to know.
	Chosen func(pid int)
	Gone   <-chan struct{} // closed when it has ended
	Kill   func()          // ends it, if it has not
	Ended  func() error    // behind Gone: how
}

// Start starts a command as the process that takes over. Its end of the socket comes
// behind the ExtraFiles that it has.
func Start(cmd *exec.Cmd) (*Successor, error) {
	ours, theirs, err := Pair()
	if err != nil {
		return nil, err
	}
	defer theirs.Close()
	if err := startWith(cmd, theirs); err != nil {
		ours.Close()
		return nil, fmt.Errorf("the next process cannot be started: %w", err)
	}
	gone, ended := make(chan struct{}), error(nil)
	go func() {
		defer close(gone)
		ended = cmd.Wait()
	}()
	return &Successor{
		Conn: ours, PID: cmd.Process.Pid, Gone: gone, Ended: func() error { return ended },
		Kill: func() { _ = cmd.Process.Kill() }, // it may be gone already
	}, nil
}

// Predecessor is the end of the server that started this process to take over from
// it; nil if none did. The variable is taken out of the environment.
func Predecessor() (*Conn, error) {
	text := os.Getenv(Variable)
	_ = os.Unsetenv(Variable)
	if text == "" {
		return nil, nil
	}
	number, err := strconv.Atoi(text)
	if err != nil || number < 3 {
		return nil, fmt.Errorf("$%s is %q, and should be the number of an open file (it is for geosrv alone)", Variable, text)
	}
	c, err := NewConn(os.NewFile(uintptr(number), "handover"))
	if err != nil {
		return nil, fmt.Errorf("$%s: %w (it is for geosrv alone)", Variable, err)
	}
	return c, nil
}

// Hear waits for the successor's next word, and says why there is none, or what its
// problems are.
func (s *Successor) Hear(ctx context.Context) (w Word, err error) {
	_, err = s.Conn.Receive(ctx, &w)
	switch {
	case err == nil:
		return w, w.Err()
	case ctx.Err() != nil:
		return w, errors.New("the new process was not ready in time, and was ended (its log says how far it was)")
	case !errors.Is(err, io.EOF) && !errors.Is(err, unix.ECONNRESET):
		return w, fmt.Errorf("the new process cannot be heard: %w", err)
	}
	select {
	case <-s.Gone:
	case <-ctx.Done():
	}
	return w, fmt.Errorf("the new process ended before it was ready: %w (the log says more)", s.Ended())
}

// dismissTime is how long a successor that hears nothing is told that it is not
// wanted.
const dismissTime = time.Second

// Dismiss ends the successor, and returns when it is gone. It is told before: should
// it live on, as nobody can end it, then it must not take the closed socket for the
// end of a server that chose it.
func (s *Successor) Dismiss() {
	ctx, end := context.WithTimeout(context.Background(), dismissTime)
	defer end()
	_ = s.Conn.Send(ctx, Refusing(errors.New("it did not take over in time"))) // it may be gone
	s.Kill()
	<-s.Gone
	s.Conn.Close()
}
