package chaos

import (
	"io"
	"os"
	"testing"
)

// TestReplaceRefused: nobody takes over while files are bad, which is right, and
// wrong at any other time (seed 7 of 45 s).
func TestReplaceRefused(t *testing.T) {
	p, err := watch(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{truth: aged(), out: io.Discard}
	s := &server{truth: w.truth, program: "/bin/false", running: p}
	w.servers[0] = s
	for _, c := range []struct {
		spoilt int64
		want   bool
	}{{0, false}, {1, true}, {2, false}} {
		s.spoilt.Store(c.spoilt)
		if err := w.replace(0); (err == nil) != c.want {
			t.Errorf("after %d changes of good and bad: %v", c.spoilt, err)
		}
		if s.now() != p {
			t.Error("another process is the server")
		}
	}
}
