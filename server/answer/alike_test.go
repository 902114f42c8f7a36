package answer

import (
	"net/netip"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"geosrv/health"
	"geosrv/server/roster"
	"geosrv/server/steer"
)

// TestAlikeStandAlike: four domains on six sites are seven likenesses, one of
// the ladders and one for the host names of each site.
func TestAlikeStandAlike(t *testing.T) {
	w := manySets(t, 4)
	distinct := map[int32]bool{}
	for _, n := range w.alike {
		distinct[n] = true
	}
	if len(w.alike) != 28 || len(distinct) != 7 {
		t.Fatalf("%d groups, %d likenesses", len(w.alike), len(distinct))
	}
	rapid.Check(t, func(t *rapid.T) {
		in := NewInputs(w.Roster)
		for i := range in.Verdicts {
			in.Verdicts[i] = health.Verdict{
				Standing: rapid.SampledFrom([]health.Standing{health.Up, health.Rising, health.Drained, health.Silent}).Draw(t, "standing"),
				Never:    rapid.Bool().Draw(t, "never"), Unsettled: rapid.Bool().Draw(t, "unsettled"),
			}
		}
		first := map[int32]Standings{}
		for g, like := range w.alike {
			s := in.Stand(w.Roster, int32(g))
			if before, ok := first[like]; ok && !reflect.DeepEqual(s, before) {
				t.Fatalf("group %s stands %+v, one that is alike %+v", w.Roster.Groups[g].Name, s, before)
			}
			first[like] = s
		}
	})
}

// TestUnlike changes one thing that Stand reads at a time.
func TestUnlike(t *testing.T) {
	group := func(change func(g *roster.Group, c *roster.Candidate, m *roster.Member)) string {
		g := roster.Group{Members: 2, Candidates: []roster.Candidate{{Judges: []roster.Judge{{Members: []roster.Member{
			{Addr: netip.MustParseAddr("192.0.2.1"), Endpoints: []int32{1}},
		}}}}}}
		change(&g, &g.Candidates[0], &g.Candidates[0].Judges[0].Members[0])
		return string(appendLikeness(nil, &g))
	}
	seen := map[string]string{}
	for name, change := range map[string]func(g *roster.Group, c *roster.Candidate, m *roster.Member){
		"nothing":   func(*roster.Group, *roster.Candidate, *roster.Member) {},
		"needs all": func(g *roster.Group, _ *roster.Candidate, _ *roster.Member) { g.NeedsAll = true },
		"min_up":    func(g *roster.Group, _ *roster.Candidate, _ *roster.Member) { g.MinUp = 2 },
		"pool":      func(_ *roster.Group, c *roster.Candidate, _ *roster.Member) { c.Pool = 1 },
		"area":      func(_ *roster.Group, c *roster.Candidate, _ *roster.Member) { c.Area = 1 },
		"priority":  func(_ *roster.Group, c *roster.Candidate, _ *roster.Member) { c.Priority = 1 },
		"address": func(_ *roster.Group, _ *roster.Candidate, m *roster.Member) {
			m.Addr = netip.MustParseAddr("192.0.2.2")
		},
		"server":    func(_ *roster.Group, _ *roster.Candidate, m *roster.Member) { m.Server = 1 },
		"role":      func(_ *roster.Group, _ *roster.Candidate, m *roster.Member) { m.Role = 1 },
		"all":       func(_ *roster.Group, _ *roster.Candidate, m *roster.Member) { m.All = true },
		"endpoints": func(_ *roster.Group, _ *roster.Candidate, m *roster.Member) { m.Endpoints = []int32{1, 2} },
		"behind":    func(_ *roster.Group, _ *roster.Candidate, m *roster.Member) { m.Behind = []int32{2} },
		"no member": func(_ *roster.Group, c *roster.Candidate, _ *roster.Member) { c.Judges[0].Members = nil },
	} {
		key := group(change)
		if other, ok := seen[key]; ok {
			t.Errorf("%s and %s are alike", name, other)
		}
		seen[key] = name
	}
}

// TestOwn: what is said of one group alone keeps it from its like.
func TestOwn(t *testing.T) {
	in := &Inputs{Pins: make([]steer.Pin, 3), Marks: make([][]steer.Mark, 3)}
	in.Pins[1].Set = true
	in.Marks[2] = []steer.Mark{{}, {Since: time.Unix(1, 0)}}
	if in.own(0) || !in.own(1) || !in.own(2) {
		t.Errorf("own: %v %v %v", in.own(0), in.own(1), in.own(2))
	}
}
