package server

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"geosrv/server/control"
	"geosrv/server/journal"
	"geosrv/server/peers"
)

// hasty is the tempo of tests in real time.
func hasty() peers.Tempo {
	return peers.Tempo{Gap: 5 * time.Millisecond, Round: 50 * time.Millisecond, Wary: 20 * time.Millisecond, Lasting: 100 * time.Millisecond}
}

// twoNameservers are two servers of the same zones on loopback, each of which compares
// itself with both.
func twoNameservers(t *testing.T) (here, there *running) {
	t.Helper()
	var out [2]*running
	for i := range out {
		d := newDisk(t)
		d.edit("geosrv.yaml", "probe: {", "probe: {reference: [203.0.113.53], hold_down: 200ms, ")
		d.edit("geosrv.yaml", "name: _sip._tls.example.com", "name: _sip._tls.example.com, return_after: 1s")
		r := &running{disk: d, edges: newFakeEdges(), log: &journalText{}}
		s, err := Start(t.Context(), Options{
			Files: []string{d.path("geosrv.yaml")}, Probe: r.edges.probe, Log: slog.New(slog.NewTextHandler(r.log, nil)), tempo: hasty(),
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		r.Server, out[i] = s, r
	}
	both := fmt.Sprintf("nameservers: [%q, %q]\nprobe:", out[0].Addrs()[0], out[1].Addrs()[0])
	for _, r := range out {
		r.edit("geosrv.yaml", "probe:", both)
		if err := r.Reload(); err != nil {
			t.Fatal(err)
		}
	}
	return out[0], out[1]
}

// disagreements are the groups on which others disagree with a server, and what
// they answer.
func disagreements(s *Server) (out []string) {
	for _, p := range s.Nameservers() {
		for _, d := range p.Disagrees {
			out = append(out, d.Group+": "+d.Here+" | "+d.There)
		}
	}
	return out
}

// comparisons are the events of a server about others, without their names.
func comparisons(s *Server) (out []string) {
	for _, e := range s.publisher.journal.Events() {
		if e.Kind == journal.KindNameserver {
			out = append(out, e.From+" -> "+e.To+" "+strings.Join(e.Groups, " "))
		}
	}
	return out
}

// TestNameserversCompare blinds one of two nameservers for one site: the other
// sees it, raises the alarm, and sees it end.
func TestNameserversCompare(t *testing.T) {
	t.Parallel()
	here, there := twoNameservers(t)
	here.soon("the other one is heard", func() bool {
		all := here.Nameservers()
		return len(all) == 1 && all[0].Heard && all[0].Addr == there.Addrs()[0] && all[0].Counts.Answered > 6
	})
	if got := disagreements(here.Server); len(got) > 0 {
		t.Errorf("from the start: %q", got)
	}
	there.edges.silence("192.0.2.11", true)
	const group = "_sip._tls.example.com"
	here.soon("the disagreement lasts", func() bool {
		return slices.Contains(disagreements(here.Server), group+": ams, nyc | nyc, ams")
	})
	there.soon("and is seen from the other side", func() bool {
		return slices.Contains(disagreements(there.Server), group+": nyc, ams | ams, nyc")
	})
	alarm := "agrees -> disagrees " + group
	began := time.Now()
	here.soon("a second has passed", func() bool { return time.Since(began) > time.Second })
	if got := comparisons(here.Server); len(got) > 0 {
		t.Errorf("too soon: %q", got)
	}
	here.soon("the alarm", func() bool { return slices.Equal(comparisons(here.Server), []string{alarm}) })
	if !strings.Contains(here.log.String(), "cause=\""+group+": here ams, nyc, there nyc, ams\"") {
		t.Errorf("the log does not say what differs:\n%s", here.log)
	}
	there.edges.silence("192.0.2.11", false)
	here.soon("the end of the alarm", func() bool {
		return slices.Equal(comparisons(here.Server), []string{alarm, "disagrees -> agrees " + group})
	})
	if got := disagreements(here.Server); len(got) > 0 {
		t.Errorf("in the end: %q", got)
	}
	there.Close()
	here.soon("that it is not heard", func() bool { return !here.Nameservers()[0].Heard })
	if got := comparisons(here.Server); len(got) != 2 {
		t.Errorf("a silent nameserver disagrees: %q", got)
	}
}

// TestToldWho: an order says which nameservers know of it, and which have to be
// told by hand. Names of one server in several zones are one.
func TestToldWho(t *testing.T) {
	t.Parallel()
	const two = "            NS  ns1\n            NS  ns2\nns2         A   198.51.100.53\n"
	for _, c := range []struct {
		what, zone, lines string
		told, untold      string
		of                int
	}{
		{"one in the zones", "", "", "ns1.example.com", "", 1},
		{"two", two, "", "this nameserver", "ns1.example.com ns2.example.com", 2},
		{"two, of which one is this", two, "nsid: ns2.example.com\n", "ns2.example.com", "ns1.example.com", 2},
		{"two, and one compared with", two, "nameservers: [198.51.100.53]\n", "ns1.example.com", "ns2.example.com", 2},
		{"one unknown", two, "nameservers: [203.0.113.53, 198.51.100.53]\n", "ns1.example.com", "203.0.113.53 ns2.example.com", 3},
		{"both", two, "nameservers: [192.0.2.53, 198.51.100.53]\n", "this nameserver", "ns1.example.com ns2.example.com", 3},
		{"both, and its name", two, "nsid: ns1.example.com\nnameservers: [192.0.2.53, 198.51.100.53]\n", "ns1.example.com", "ns2.example.com", 2},
	} {
		d := newDisk(t)
		if c.zone != "" {
			d.edit("example.com.zone", "            NS  ns1\n", c.zone)
		}
		d.edit("geosrv.yaml", "profile: lync\n", "profile: lync\n"+c.lines)
		r := serve(t, d)
		var done control.Done
		r.told(r.Plan().World().Roster, &done)
		if got := strings.Join(done.Told, " "); got != c.told || strings.Join(done.Untold, " ") != c.untold || done.Of != c.of {
			t.Errorf("%s: told %q, not %q, of %d; want %q, %q, %d", c.what, done.Told, done.Untold, done.Of, c.told, c.untold, c.of)
		}
		r.Close()
	}
}
