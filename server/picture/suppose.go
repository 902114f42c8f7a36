package picture

import (
	"net/netip"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/operator"
	"geosrv/server/words"
)

// Suppose takes what a word names for silent, as `geosrv explain --down` does, and
// returns the selector that the word stands for: site:, pool:, role:, server: or
// addr:, or a bare word that can mean one thing only. It changes the picture's
// inputs.
func (pic *Picture) Suppose(word string) (string, error) {
	s, err := words.Selected(word, pic.World.Roster)
	if err != nil {
		return "", err
	}
	pic.Fall(s)
	return s.String(), nil
}

// Fall takes everything that a selector names for silent, as if it had just
// fallen: its probes fail, and what nobody probes does not answer either. It changes
// the picture's inputs.
func (pic *Picture) Fall(s operator.Selector) {
	r, in := pic.World.Roster, pic.Inputs
	down := map[netip.Addr]bool{}
	for _, a := range words.Addresses(s, r) {
		down[a] = true
	}
	silent := health.Verdict{Standing: health.Silent, Unsettled: true}
	for _, a := range words.Machines(s, r) {
		for i := range r.Endpoints {
			if r.Endpoints[i].Addr.Addr() == a {
				in.Verdicts[i] = silent
			}
		}
	}
	for g := range r.Groups {
		for _, c := range r.Groups[g].Candidates {
			for _, j := range c.Judges {
				for _, member := range j.Members {
					if !down[member.Addr] {
						continue
					}
					for _, e := range member.Endpoints {
						in.Verdicts[e] = silent
					}
					if len(member.Endpoints) == 0 {
						in.Forced.Addrs = forced(in.Forced.Addrs, member.Addr)
					}
				}
			}
		}
	}
}

// forced is who is forced, with one more address forced down.
func forced(before map[netip.Addr]answer.Force, a netip.Addr) map[netip.Addr]answer.Force {
	if before == nil {
		before = map[netip.Addr]answer.Force{}
	}
	before[a] = answer.ForceDown
	return before
}
