package answer_test

import (
	"net/netip"
	"testing"

	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
)

// TestCarriersMove: where a member falls silent, every set that brings it along
// says so, whatever its type, and an update makes what a start from nothing
// would.
func TestCarriersMove(t *testing.T) {
	w := smallworld.Of(t, steeredConfig, nil, steeredZone+
		"web HTTPS 1 a1\n HTTPS 2 near\nto NAPTR 10 10 \"A\" \"x\" \"\" a1\n NAPTR 10 10 \"S\" \"x\" \"\" _sip._tls\na1 HTTPS 1 .\n")
	in := answer.NewInputs(w.Roster)
	var c answer.Composer
	before := c.Compose(w, in)
	var groups []int32
	for i, e := range w.Roster.Endpoints {
		if e.Addr.Addr() == netip.MustParseAddr("192.0.2.1") {
			in.Verdicts[i] = health.Verdict{Standing: health.Silent}
			groups = append(groups, w.Roster.EndpointGroups[i]...)
		}
	}
	after := c.Update(before, in, groups)
	if after.Equal(before) || !after.Equal(c.Compose(w, in)) {
		t.Error("an update is not what a start from nothing makes")
	}
	s := &served{t: t, source: netip.MustParseAddr("127.0.0.1")}
	for plan, addresses := range map[*answer.Plan]string{
		before: "a1.s.example. 60 IN A 192.0.2.1\na1.s.example. 60 IN A 192.0.2.3\n",
		after:  "a1.s.example. 60 IN A 192.0.2.3\n",
	} {
		s.plan = plan
		addresses += "a1.s.example. 60 IN AAAA 2001:db8::1\n"
		s.expect(`
;; mail.s.example. MX
;; NOERROR aa
mail.s.example. 300 IN MX 10 a1.s.example.
;; ADDITIONAL
` + addresses + `

;; web.s.example. HTTPS
;; NOERROR aa
web.s.example. 300 IN HTTPS 1 a1.s.example.
web.s.example. 300 IN HTTPS 2 near.s.example.
;; ADDITIONAL
` + addresses + `a1.s.example. 300 IN HTTPS 1 .

;; to.s.example. NAPTR
;; NOERROR aa
to.s.example. 300 IN NAPTR 10 10 "A" "x" "" a1.s.example.
to.s.example. 300 IN NAPTR 10 10 "S" "x" "" _sip._tls.s.example.
;; ADDITIONAL
` + addresses + `

;; a1.s.example. HTTPS
;; NOERROR aa
a1.s.example. 300 IN HTTPS 1 .
;; ADDITIONAL
` + addresses)
	}
}
