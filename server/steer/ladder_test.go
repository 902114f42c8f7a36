package steer

import (
	"fmt"
	"strings"
	"testing"
)

// show writes rungs as "priority pool", with the share of the weight where it
// is not all, and "+" where a rung is shared.
func show(rungs []Rung) string {
	var out []string
	for _, r := range rungs {
		s := fmt.Sprintf("%d %c", r.Priority, 'a'+r.Candidate)
		if r.Quarters != 4 {
			s += fmt.Sprintf(" %d/4", r.Quarters)
		}
		if !r.Lone {
			s += "+"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func TestClimb(t *testing.T) {
	std := Policy{First: 10, Step: 10}
	with := func(change func(*Policy)) Policy { p := std; change(&p); return p }
	omit := with(func(p *Policy) { p.DownOmit = true })
	demoteDrained := with(func(p *Policy) { p.DrainedDemote = true })
	zone := with(func(p *Policy) { p.By = Zone })
	rungs := func(n int) Policy { return with(func(p *Policy) { p.Rungs = n }) }
	in := func(area int32, s Standing) Candidate { c := cand(s); c.Area = area; return c }
	at := func(priority uint16, s Standing) Candidate { c := cand(s); c.Priority = priority; return c }
	foreign := Candidate{Foreign: true, Area: -1, Priority: 40}
	half := cand(Up)
	half.Total, half.Live = 2, 1
	for _, c := range []struct {
		what string
		p    Policy
		cs   []Candidate
		want string
	}{
		{"nobody", std, nil, ""},
		{"all up", std, []Candidate{cand(Up), cand(Up), cand(Up)}, "10 a, 20 b, 30 c"},
		{"first and step", with(func(p *Policy) { p.First, p.Step = 5, 1 }), []Candidate{cand(Up), cand(Up)}, "5 a, 6 b"},
		{"standing before rank", std, []Candidate{cand(Rising), cand(Degraded), cand(Up)}, "10 c, 20 b, 30 a"},
		{"silent at the end", std, []Candidate{cand(Silent), cand(Up), cand(Silent)}, "10 b, 1000 a, 1010 c"},
		{"silent left out", omit, []Candidate{cand(Silent), cand(Up)}, "10 b"},
		{"all silent", std, []Candidate{cand(Silent), cand(Silent)}, "10 a, 20 b"},
		{"all silent, left out", omit, []Candidate{cand(Silent), cand(Silent)}, "10 a, 20 b"},
		{"drained left out", std, []Candidate{cand(Drained), cand(Up)}, "10 b"},
		{"drained at the end, before silent", demoteDrained, []Candidate{cand(Silent), cand(Drained), cand(Up)}, "10 c, 1000 b, 1010 a"},
		{"drained is the best", std, []Candidate{cand(Silent), cand(Drained)}, "10 b, 1000 a"},
		{"maintenance never", demoteDrained, []Candidate{cand(Maintenance), cand(Silent)}, "10 b"},
		{"only maintenance", std, []Candidate{cand(Maintenance), cand(Maintenance)}, "10 a, 20 b"},

		{"foreign is last", std, []Candidate{foreign, cand(Rising), cand(Up)}, "10 c, 20 b, 30 a"},
		{"foreign before silent", std, []Candidate{cand(Silent), foreign}, "10 b, 1000 a"},
		{"foreign before drained", demoteDrained, []Candidate{cand(Drained), foreign}, "10 b, 1000 a"},
		{"foreign stays behind drained that is left out", std, []Candidate{cand(Drained), foreign, cand(Up)}, "10 c, 20 b"},
		{"two foreign", std, []Candidate{foreign, foreign}, "10 a, 20 b"},

		{"an area shares", std, []Candidate{in(0, Up), in(1, Up), in(0, Up)}, "10 a+, 10 c+, 20 b"},
		{"three of an area", std, []Candidate{in(0, Up), in(1, Up), in(0, Up), in(1, Up), in(0, Up)}, "10 a+, 10 c+, 10 e+, 20 b+, 20 d+"},
		{"not with the silent ones", std, []Candidate{in(0, Up), in(1, Up), in(0, Silent), in(1, Silent)}, "10 a, 20 b, 1000 c, 1010 d"},
		{"silent ones among themselves", std, []Candidate{in(0, Silent), in(1, Up), in(0, Silent)}, "10 b, 1000 a+, 1000 c+"},

		{"by zone", zone, []Candidate{at(5, Up), at(5, Up), at(7, Up)}, "5 a+, 5 b+, 7 c"},
		{"by zone, silent", zone, []Candidate{at(5, Silent), at(6, Up), at(7, Up)}, "6 b, 7 c, 1000 a"},
		{"by zone, degraded is behind", zone, []Candidate{at(5, Degraded), at(6, Up), at(7, Degraded)}, "6 b, 16 a, 26 c"},
		{"by zone, foreign", zone, []Candidate{at(5, Up), foreign}, "5 a, 40 b"},
		{"by zone, high numbers", zone, []Candidate{at(65530, Up), at(65535, Up), at(0, Silent)}, "65530 a, 65535 b, 65535 c"},
		{"by zone, 0", zone, []Candidate{at(0, Up), at(0, Up)}, "0 a+, 0 b+"},

		{"one rung", rungs(1), []Candidate{in(0, Up), in(1, Up), in(0, Up)}, "10 a+, 10 c+"},
		{"two rungs, silent does not count before", rungs(2), []Candidate{cand(Silent), cand(Up), cand(Up)}, "10 b, 20 c"},
		{"more rungs than pools", rungs(9), []Candidate{cand(Up)}, "10 a"},
		{"half of a pool", std, []Candidate{half, cand(Up)}, "10 a 2/4, 20 b"},
	} {
		ranking := make([]int, len(c.cs))
		for i := range ranking {
			ranking[i] = i
		}
		if got := show(Climb(c.p, c.cs, ranking, nil)); got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

func TestClimbReasons(t *testing.T) {
	cs := []Candidate{cand(Silent), cand(Up), cand(Degraded), cand(Rising), cand(Drained), cand(Up)}
	var got []string
	for _, r := range Climb(Policy{First: 10, Step: 10, DrainedDemote: true}, cs, []int{0, 1, 2, 3, 4, 5}, []Rung{{Candidate: 99}}) {
		got = append(got, r.Reason.String())
	}
	if want := "chosen chosen farther degraded rising drained silent"; strings.Join(got, " ") != want {
		t.Errorf("reasons %v, want %s", got, want)
	}
}
