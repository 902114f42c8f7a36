package steer

import (
	"testing"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	m := func(s Standing) Member { return Member{Standing: s} }
	six := func(s Standing) Member { return Member{Standing: s, V6: true} }
	for _, c := range []struct {
		what        string
		members     []Member
		minUp       int
		want        Standing
		live, total int
	}{
		{"nobody", nil, 1, Silent, 0, 0},
		{"one up", []Member{m(Up)}, 1, Up, 1, 1},
		{"as its best", []Member{m(Silent), m(Up), m(Rising)}, 1, Up, 1, 3},
		{"two of the best", []Member{m(Up), m(Up), m(Silent)}, 1, Up, 2, 3},
		{"too few up", []Member{m(Up), m(Silent)}, 2, Degraded, 1, 2},
		{"too few, but none up", []Member{m(Rising), m(Silent)}, 2, Rising, 1, 2},
		{"drained", []Member{m(Silent), m(Drained)}, 1, Drained, 1, 2},
		{"all silent", []Member{m(Silent), m(Silent)}, 1, Silent, 2, 2},
		{"maintenance", []Member{m(Maintenance), m(Maintenance)}, 1, Maintenance, 2, 2},
		{"IPv6 silent", []Member{m(Up), six(Silent)}, 1, Degraded, 1, 2},
		{"IPv4 silent", []Member{m(Silent), six(Up)}, 1, Degraded, 1, 2},
		{"IPv6 half silent", []Member{m(Up), six(Silent), six(Up)}, 1, Up, 2, 3},
		{"IPv6 rising", []Member{m(Up), six(Rising)}, 1, Up, 1, 2},
	} {
		p := Fold(c.members, c.minUp)
		if p.Standing != c.want || p.Live != c.live || p.Total != c.total {
			t.Errorf("%s: %s, %d of %d; want %s, %d of %d", c.what, p.Standing, p.Live, p.Total, c.want, c.live, c.total)
		}
	}
	if p := Fold([]Member{{Standing: Silent, Never: true}, {Standing: Silent}}, 1); p.Never {
		t.Error("a pool of which a member has answered counts as never")
	}
	if p := Fold([]Member{{Standing: Silent, Never: true}}, 1); !p.Never || p.Has != [2]bool{true, false} {
		t.Errorf("%+v, want never, IPv4 only", p)
	}
}

func TestJoin(t *testing.T) {
	up := Fold([]Member{{}, {}, {Standing: Silent}}, 1)
	silent := Fold([]Member{{Standing: Silent}}, 1)
	six := Fold([]Member{{Standing: Silent, V6: true}}, 1)
	for _, c := range []struct {
		what string
		got  Pool
		want Pool
	}{
		{"either", Either(silent, up), Pool{Standing: Up, Live: 2, Total: 3, Has: [2]bool{true, false}, Family: [2]Standing{Up, 0}}},
		{"both", Both(up, silent), Pool{Standing: Silent, Live: 1, Total: 1, Has: [2]bool{true, false}, Family: [2]Standing{Silent, 0}}},
		{"either of the same standing", Either(up, up), up},
		{"families of each", Either(up, six), Pool{Standing: Up, Live: 2, Total: 3, Has: [2]bool{true, true}, Family: [2]Standing{Up, Silent}}},
		{"families of the other", Both(six, up), Pool{Standing: Silent, Live: 1, Total: 1, Has: [2]bool{true, true}, Family: [2]Standing{Up, Silent}}},
	} {
		if c.got != c.want {
			t.Errorf("%s: %+v, want %+v", c.what, c.got, c.want)
		}
	}
}

func TestQuarters(t *testing.T) {
	for _, c := range []struct {
		live, total int
		want        uint8
	}{{0, 0, 4}, {1, 1, 4}, {3, 4, 3}, {2, 4, 2}, {1, 4, 1}, {0, 4, 1}, {2, 3, 3}, {1, 3, 1}, {1, 2, 2}, {1, 12, 1}, {7, 8, 4}, {6, 8, 3}, {13, 16, 3}} {
		if got := (Pool{Live: c.live, Total: c.total}).Quarters(); got != c.want {
			t.Errorf("%d of %d: %d quarters, want %d", c.live, c.total, got, c.want)
		}
	}
	for _, c := range []struct {
		weight   uint16
		quarters uint8
		want     uint16
	}{{40, 4, 40}, {40, 3, 30}, {30, 3, 22}, {30, 1, 7}, {0, 4, 1}, {1, 1, 1}, {65535, 4, 65535}, {65535, 3, 49151}} {
		if got := Scale(c.weight, c.quarters); got != c.want {
			t.Errorf("%d in %d quarters: %d, want %d", c.weight, c.quarters, got, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		Up.String(): "up", Degraded.String(): "degraded", Rising.String(): "rising", Drained.String(): "drained",
		Silent.String(): "silent", Maintenance.String(): "maintenance", Ladder.String(): "ladder", One.String(): "one",
		Members.String(): "members", Nearest.String(): "nearest", Listed.String(): "listed", Zone.String(): "zone",
		Chosen.String(): "chosen", Farther.String(): "farther", Pinned.String(): "pinned", StoodDown.String(): "stood down",
		InMaintenance.String(): "maintenance", NeverAnswered.String(): "never", Frozen.String(): "frozen", Forced.String(): "forced",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// drawn is a random candidate.
func drawn(rt *rapid.T) Candidate {
	s := rapid.Custom(func(rt *rapid.T) Member {
		return Member{Standing: Standing(rapid.IntRange(0, 5).Draw(rt, "standing")), V6: rapid.Bool().Draw(rt, "six"), Never: rapid.Bool().Draw(rt, "never")}
	})
	c := Candidate{
		Pool:     Fold(rapid.SliceOfN(s, 1, 4).Draw(rt, "members"), rapid.IntRange(1, 2).Draw(rt, "min_up")),
		Area:     int32(rapid.IntRange(-1, 1).Draw(rt, "area")),
		Priority: uint16(rapid.IntRange(0, 3).Draw(rt, "priority")), StoodDown: rapid.Bool().Draw(rt, "stood down"),
	}
	if rapid.IntRange(0, 5).Draw(rt, "foreign") == 0 {
		c.Foreign, c.Pool, c.Area = true, Pool{}, -1
	}
	return c
}

func drawnPolicy(rt *rapid.T) Policy {
	b := func(what string) bool { return rapid.Bool().Draw(rt, what) }
	return Policy{
		By: By(rapid.IntRange(0, 2).Draw(rt, "by")), TakeoverCommand: b("takeover"), DownOmit: b("omit"), DrainedDemote: b("demote"),
		Together: b("together"), First: 10, Step: 10, Rungs: rapid.IntRange(0, 3).Draw(rt, "rungs"), Rank: rapid.IntRange(1, 3).Draw(rt, "rank"),
	}
}

// TestLadderProperties: never empty, each pool once, priorities never fall, and
// nothing on a rung before something that stands better.
func TestLadderProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p, cs := drawnPolicy(rt), rapid.SliceOfN(rapid.Custom(drawn), 1, 6).Draw(rt, "pools")
		ranking := rapid.Permutation(identity(len(cs))).Draw(rt, "ranking")
		rungs := Climb(p, cs, ranking, nil)
		if len(rungs) == 0 {
			rt.Fatal("no rung")
		}
		seen := map[int]bool{}
		for i, r := range rungs {
			if seen[r.Candidate] {
				rt.Fatalf("pool %d twice", r.Candidate)
			}
			seen[r.Candidate] = true
			if i > 0 && r.Priority < rungs[i-1].Priority {
				rt.Fatalf("priorities fall: %+v", rungs)
			}
			if i > 0 && level(&cs[r.Candidate]) < level(&cs[rungs[i-1].Candidate]) {
				rt.Fatalf("a worse pool goes first: %+v", rungs)
			}
			lone := (i == 0 || rungs[i-1].Priority != r.Priority) && (i == len(rungs)-1 || rungs[i+1].Priority != r.Priority)
			if lone != r.Lone {
				rt.Fatalf("rung %d: lone is %v: %+v", i, r.Lone, rungs)
			}
		}
	})
}

// TestLadderShape: with all pools of one standing the rungs are those of all
// up, and permuting the pools permutes the rungs.
func TestLadderShape(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p, cs := drawnPolicy(rt), rapid.SliceOfN(rapid.Custom(drawn), 1, 6).Draw(rt, "pools")
		ranking := identity(len(cs))
		for i := range cs {
			cs[i].Foreign, cs[i].Pool = false, pool(Up)
		}
		want := show(Climb(p, cs, ranking, nil))
		same := Standing(rapid.IntRange(0, 5).Draw(rt, "standing"))
		for i := range cs {
			cs[i].Pool = pool(same)
		}
		if got := show(Climb(p, cs, ranking, nil)); got != want {
			rt.Fatalf("all %s: %s; all up: %s", same, got, want)
		}
		to := rapid.Permutation(ranking).Draw(rt, "permutation")
		moved, order := make([]Candidate, len(cs)), make([]int, len(cs))
		for from, at := range to {
			moved[at], order[from] = cs[from], at
		}
		rungs := Climb(p, moved, order, nil)
		for i, r := range Climb(p, cs, ranking, nil) {
			if rungs[i].Candidate != to[r.Candidate] || rungs[i].Priority != r.Priority {
				rt.Fatalf("permuted: %+v", rungs)
			}
		}
	})
}

// TestChoiceProperties: a choice is made while there is a candidate of the
// family, it is never worse than another that is not stood down, and ranks
// name distinct pools.
func TestChoiceProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p, cs := drawnPolicy(rt), rapid.SliceOfN(rapid.Custom(drawn), 1, 6).Draw(rt, "pools")
		family := rapid.IntRange(AnyFamily, V6).Draw(rt, "family")
		taken, able := map[int]bool{}, 0
		for i := range cs {
			if has(&cs[i], family) {
				able++
			}
		}
		for rank := 1; rank <= able; rank++ {
			p.Rank = rank
			got, _ := Choose(p, cs, identity(len(cs)), Pin{}, family)
			if got < 0 || taken[got] || !has(&cs[got], family) {
				rt.Fatalf("rank %d of %d is pool %d", rank, able, got)
			}
			for i := range cs {
				c := &cs[i]
				if !taken[i] && has(c, family) && !c.StoodDown && Stands(p, c, family).Live() && !usable(p, &cs[got], family) {
					rt.Fatalf("rank %d is pool %d, and %d is live", rank, got, i)
				}
			}
			taken[got] = true
		}
	})
}

func identity(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}
