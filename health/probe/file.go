package probe

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"geosrv/health"
)

// fileLimit is the most that a file of verdicts may hold, in bytes: some
// 30,000 lines.
const fileLimit = 1 << 20

// file looks an endpoint up in a file of verdicts that somebody else's monitor
// writes; see verdictOf for its lines. Raw verdicts are damped as our own
// probes are; final ones (Endpoint.Final) are taken as they stand.
//
// A file that is missing, stale, too large or says nothing of the endpoint is
// a failure of our own side: it is the monitor that fell silent, not the peer.
//
// The file is opened anew each time and judged by the one descriptor, so that
// it may be replaced by a rename at any moment. It should be: of a file that
// is written in place, a last line without its end is not read.
func (p prober) file(_ context.Context, e health.Endpoint) health.Observation {
	text, err := readVerdicts(e.File, e.MaxAge, time.Now())
	if err != nil {
		return failed(health.ReasonLocal, err.Error())
	}
	o, err := verdictOf(text, e.Addr)
	if err != nil {
		return failed(health.ReasonLocal, e.File+": "+err.Error())
	}
	o.Final = e.Final
	return o
}

// readVerdicts reads a file of verdicts that was written within maxAge; zero
// means health.DefaultMaxAge. A file of the future is as stale as one of the
// past: one of two clocks is wrong.
func readVerdicts(path string, maxAge time.Duration, now time.Time) ([]byte, error) {
	if maxAge <= 0 {
		maxAge = health.DefaultMaxAge
	}
	// A pipe without a writer would block the opening for ever.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	age := now.Sub(info.ModTime())
	switch {
	case !info.Mode().IsRegular():
		return nil, errors.New(path + ": not a regular file")
	case info.Size() > fileLimit:
		return nil, fmt.Errorf("%s: %d bytes, more than %d", path, info.Size(), fileLimit)
	case age > maxAge:
		return nil, fmt.Errorf("%s: written %s ago, more than %s", path, age.Round(time.Second), maxAge)
	case age < -maxAge:
		return nil, fmt.Errorf("%s: written %s in the future", path, -age.Round(time.Second))
	}
	text, err := io.ReadAll(io.LimitReader(f, fileLimit+1))
	if err == nil && len(text) > fileLimit {
		err = fmt.Errorf("%s: more than %d bytes", path, fileLimit)
	}
	return text, err
}
