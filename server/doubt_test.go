package server

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/rogpeppe/go-internal/txtar"
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

// TestMemoryLeavesOutWhatWaits is a restart in the middle of a cut.
func TestMemoryLeavesOutWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := isolation(t)
		s.script("at 30s\nkill 192.0.2.0/24\nat +20s\nblackhole 0.0.0.0/0\nat +1m")
		pic, err := s.pub.Picture(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var kept []string
		for key := range memorize(pic).States {
			kept = append(kept, strings.Fields(key)[1])
		}
		slices.Sort(kept)
		kept = slices.Compact(kept)
		// What was acted on before the cut is remembered, and nothing else.
		if got := strings.Join(kept, " "); got != "192.0.2.11:443 192.0.2.11:5061 192.0.2.21:443 192.0.2.21:5061 192.0.2.31:443" {
			t.Error(got)
		}
	})
}
