package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"geosrv/health"
)

// isolation is the world of timeline 5 with three sites and a reference, in a
// synctest bubble.
func isolation(t *testing.T) *stage {
	t.Helper()
	a, err := txtar.ParseFile("testdata/scenario/timeline-5-three-sites.txtar")
	if err != nil {
		t.Fatal(err)
	}
	return raise(t, "timeline-5", variants(a)[0])
}

// sights are the events of isolation so far.
func sights(p *Publisher) (out []string) {
	for _, e := range p.journal.Events() {
		if strings.Contains(e.From+e.To, "isolated") {
			out = append(out, e.From+" -> "+e.To)
		}
	}
	return out
}

func TestIsolationIsOneEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := isolation(t)
		s.script("at 30s\nblackhole 0.0.0.0/0\nat +5m")
		if got := sights(s.pub); !slices.Equal(got, []string{"sees -> isolated"}) {
			t.Errorf("cut off: %q", got)
		}
		s.script("revive 0.0.0.0/0\nat +5m")
		if got := sights(s.pub); !slices.Equal(got, []string{"sees -> isolated", "isolated -> sees again"}) {
			t.Errorf("back: %q", got)
		}
		for _, e := range s.pub.journal.Events() {
			if e.Pool != "" {
				t.Errorf("%s: %s -> %s", e.Pool, e.From, e.To)
			}
		}
	})
}

// TestDeadSitesRaiseNoAlarm kills one site after the other, with a reference.
func TestDeadSitesRaiseNoAlarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := isolation(t)
		s.script("at 30s\nkill 192.0.2.0/24\nat +20s\nblackhole 198.51.100.0/24\nat +20s\nkill 203.0.113.0/24\nat +2m")
		if got := sights(s.pub); len(got) > 0 {
			t.Errorf("%q", got)
		}
	})
}

// TestReloadKeepsWhatWaits changes the configuration in the middle of a cut.
func TestReloadKeepsWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := isolation(t)
		s.script("at 30s\nblackhole 0.0.0.0/0\nat +1m\nconfig geosrv.yaml s/52.37/52.38/\nat +1m\nrevive 0.0.0.0/0\nat +10s\n" +
			"ask lyncdiscover.contoso.com A from 10.2.0.1 short\n> 198.51.100.31\n")
		if got := sights(s.pub); !slices.Equal(got, []string{"sees -> isolated", "isolated -> sees again"}) {
			t.Errorf("%q", got)
		}
	})
}

// TestMemoryOfWhatWaits is what is kept in the middle of a cut: what was acted on before
// it as it is, and all else as it stands.
func TestMemoryOfWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := isolation(t)
		s.script("at 30s\nkill 192.0.2.0/24\nat +20s\nblackhole 0.0.0.0/0\nat +1m")
		pic, err := s.pub.Picture(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var kept []string
		for key, s := range memorize(pic).States {
			kept = append(kept, fmt.Sprintf("%s %s %d", strings.Fields(key)[1], s.Phase, min(s.Fails, 1)))
		}
		slices.Sort(kept)
		want := "192.0.2.11:443 down 1, 192.0.2.11:5061 down 1, 192.0.2.21:443 down 1, 192.0.2.21:5061 down 1, 192.0.2.31:443 down 1, " +
			"198.51.100.11:443 up 0, 198.51.100.11:5061 up 0, 198.51.100.21:443 up 0, 198.51.100.21:5061 up 0, 198.51.100.31:443 up 0, " +
			"203.0.113.11:443 up 0, 203.0.113.11:5061 up 0, 203.0.113.21:443 up 0, 203.0.113.21:5061 up 0, 203.0.113.31:443 up 0, 233.252.0.53:53 up 0"
		if got := strings.Join(slices.Compact(kept), ", "); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

// TestRestartWhileCutOff: who cannot see does not act, also where another process goes
// on, be it by a restart or by geosrv replace: what answered before is not taken for
// what never did.
func TestRestartWhileCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := isolation(t)
		s.script("at 30s\ncut 198.51.100.0/24 203.0.113.0/24 233.252.0.0/24\nat +2m")
		pic, err := s.pub.Picture(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s.run.Close()
		next := NewPublisher(s.pub.log)
		s.run = health.NewRunner(s.edges.probe, next.Report, health.Remember(next.Restore(memorize(pic), time.Now())))
		t.Cleanup(s.run.Close)
		next.Ask(s.run)
		go next.Run(t.Context())
		s.pub = next
		s.reload()
		<-next.Ready()
		s.script("at +3m\nask lyncdiscover.contoso.com A from 10.2.0.1 short\n> 198.51.100.31\n" +
			"ask lyncdiscover.contoso.com A from 10.3.0.1 short\n> 203.0.113.31\n")
		if pic, err = next.Picture(t.Context()); err != nil {
			t.Fatal(err)
		}
		if !pic.Isolated || len(pic.Unconfirmed) > 0 {
			t.Errorf("isolated: %v; not probed again: %v", pic.Isolated, pic.Unconfirmed)
		}
		s.script("revive 0.0.0.0/0\nat +1m\nask lyncdiscover.contoso.com A from 10.2.0.1 short\n> 198.51.100.31\n")
		for _, e := range next.journal.Events() {
			if e.Pool != "" {
				t.Errorf("%s: %s -> %s", e.Pool, e.From, e.To)
			}
		}
	})
}
