package chaos

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/miekg/dns"
)

// isClosed reports whether a connection was closed by us.
func isClosed(err error) bool { return errors.Is(err, net.ErrClosed) }

// mostShown is how many answers that are not right are shown in full.
const mostShown = 12

// tally counts what came of the questions to one.
type tally struct{ asked, right, wrong, empty, mixed, failed, lost, excused, late, unsteady int }

// report is what a run came to. Its methods may be called from any goroutine.
type report struct {
	seed   uint64
	steady time.Duration // from when on all must be as if nothing had been

	mu      sync.Mutex
	tallies [servers + 1]tally
	shown   []string
	broken  []error // what went wrong with the world itself
}

// add counts an answer.
func (r *report) add(q question, s span, v verdict, why string, m *dns.Msg) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := &r.tallies[q.from]
	t.asked++
	switch v {
	case right:
		t.right++
		return
	case failed:
		if s.sent < r.steady {
			t.failed++
			return
		}
		t.unsteady++
	case empty:
		t.empty++
	case mixed:
		t.mixed++
	case wrong:
		if t.wrong++; s.sent >= r.steady {
			t.unsteady++
		}
	}
	if len(r.shown) < mostShown {
		r.shown = append(r.shown, fmt.Sprintf("%s at %.3fs, held at %.3fs: %s: %s: %s",
			v, s.sent.Seconds(), s.held.Seconds(), q, why, records(m)))
	}
}

// records are those of an answer, on one line.
func records(m *dns.Msg) string {
	var out []string
	for _, r := range m.Answer {
		out = append(out, strings.TrimPrefix(r.String(), r.Header().String()))
	}
	return strings.Join(out, " | ")
}

// gone counts a question without a reply.
func (r *report) gone(q question, sent time.Duration, sound bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := &r.tallies[q.from]
	t.asked++
	if !sound {
		t.excused++
		return
	}
	t.lost++
	if len(r.shown) < mostShown {
		r.shown = append(r.shown, fmt.Sprintf("lost, sent at %.3fs: %s", sent.Seconds(), q))
	}
}

// late counts a reply that took long.
func (r *report) late(from int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tallies[from].late++
}

// fail keeps what went wrong with the world itself.
func (r *report) fail(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.broken = append(r.broken, err)
}

// mostLost is the share of a nameserver's questions that may be lost with server
// and way sound: the machine is shared with all that floods it.
const mostLost = 0.001

// check returns an error for each promise that was not kept.
func (r *report) check() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	errs := append([]error(nil), r.broken...)
	for k, t := range r.tallies {
		if t.wrong+t.empty+t.mixed+t.unsteady > 0 {
			errs = append(errs, fmt.Errorf("seed %d: %s: %d wrong, %d empty, %d mixed, %d unsteady", r.seed, asked(k), t.wrong, t.empty, t.mixed, t.unsteady))
		}
		if float64(t.lost) > mostLost*float64(t.asked)+1 {
			errs = append(errs, fmt.Errorf("seed %d: %s: %d of %d lost", r.seed, asked(k), t.lost, t.asked))
		}
		if t.right == 0 && t.asked > 0 {
			errs = append(errs, fmt.Errorf("seed %d: %s: no right answer at all", r.seed, asked(k)))
		}
	}
	return errors.Join(errs...)
}

// asked is who was.
func asked(k int) string {
	if k == servers {
		return "resolver"
	}
	return fmt.Sprintf("ns%d", k+1)
}

// print writes the report.
func (r *report) print(w io.Writer) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "asked\tquestions\tright\twrong\tempty\tmixed\tunsteady\tlost\tlate\tunanswered by right\tturned away")
	for k, n := range r.tallies {
		if n.asked > 0 {
			fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n", asked(k), n.asked, n.right, n.wrong, n.empty, n.mixed, n.unsteady, n.lost, n.late, n.excused, n.failed)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, s := range r.shown {
		fmt.Fprintln(w, "  "+s)
	}
	return nil
}
