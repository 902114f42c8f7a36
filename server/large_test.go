package server

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/answer"
)

// hostOf is a name of 192 octets on the wire.
func hostOf(i int) string {
	label := strings.Repeat("a", 50)
	return fmt.Sprintf("h%02d%s.%s.%s.%s.x.example", i, label, label, label, label[:24])
}

// TestLargestAnswers: a hundred SRV records with long targets reach behind what
// a pointer can point at, and the addresses of their targets are more than a
// message holds. Whatever does not fit is left off as whole RRsets, and what
// stays belongs to a target.
func TestLargestAnswers(t *testing.T) {
	const addresses = 30
	var zone, names strings.Builder
	zone.WriteString("$ORIGIN x.example.\n$TTL 60\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n")
	for i := range 100 {
		fmt.Fprintf(&zone, "_plain._tcp SRV 10 10 443 %[1]s.\n_sip._tls SRV 10 10 443 %[1]s.\n", hostOf(i))
		for k := range addresses {
			fmt.Fprintf(&zone, "%s. AAAA 2001:db8:%x::%x\n", hostOf(i), i, k)
		}
		fmt.Fprintf(&names, "%s, ", hostOf(i))
	}
	yaml := "profile: lync\nzones: [x.zone]\nsites: {ams: {at: [52, 5]}}\npools: {ams: {site: ams, names: [" + names.String() + "]}}\nprobe: {max_in_flight: 6000}\nsteer: [{name: _sip._tls.x.example}]\n"
	p := planOf(t, yaml, zone.String())
	plain := planOf(t, "zones: [x.zone]\n", zone.String())
	for what, r := range map[string]*dns.Msg{
		"plain":   largest(t, plain, "_plain._tcp.x.example"),
		"carrier": largest(t, p, "_plain._tcp.x.example"),
		"steered": largest(t, p, "_sip._tls.x.example"),
	} {
		// 39 octets of header and question, a hundred records of 210, and 840
		// for the addresses of each target: 52 times, that is 64,719.
		have := map[string]int{}
		for _, rr := range r.Extra {
			if rr.Header().Rrtype != dns.TypeOPT {
				have[rr.Header().Name]++
			}
		}
		if len(r.Answer) != 100 || r.Truncated || len(have) != 52 {
			t.Errorf("%s: %d records, TC %t, addresses of %d targets; want 100, false, 52", what, len(r.Answer), r.Truncated, len(have))
		}
		for i := range 100 {
			if n := have[hostOf(i)+"."]; n != 0 && n != addresses {
				t.Errorf("%s: %d addresses of target %d, want all or none", what, n, i)
			}
			delete(have, hostOf(i)+".")
		}
		for owner := range have {
			t.Errorf("%s: addresses of %s, which is no target", what, owner)
		}
	}
	// The target of record i starts at 39 + 210 i + 18, a pointer reaches 16,383:
	// the 78th is the last that can own something.
	var few strings.Builder
	for line := range strings.Lines(zone.String()) {
		if !strings.Contains(line, "AAAA") || strings.Contains(line, "::0\n") {
			few.WriteString(line)
		}
	}
	r := largest(t, planOf(t, "zones: [x.zone]\n", few.String()), "_plain._tcp.x.example")
	if n := len(r.Extra) - 1; n != 78 {
		t.Errorf("addresses of %d targets, want 78", n)
	}
}

// largest is the answer by TCP.
func largest(t *testing.T, p *answer.Plan, name string) *dns.Msg {
	t.Helper()
	in := packed(t, name, dns.TypeSRV, "")
	var a answer.Answerer
	out := make([]byte, 65535)
	n := respond(&a, p, netip.MustParseAddr("127.0.0.1"), false, in, out)
	r := new(dns.Msg)
	if err := r.Unpack(out[:n]); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return r
}

// TestNegativeThatDoesNotFit: a reply is never longer than the asker takes,
// however long the names of the SOA are: it is cut short instead.
func TestNegativeThatDoesNotFit(t *testing.T) {
	label := strings.Repeat("s", 60)
	soa := label + "." + label + "." + label + ".example. " + label + ".example."
	p := planOf(t, "zones: [x.zone]\n", "$ORIGIN x.example.\n$TTL 60\n@ SOA "+soa+" 1 2 3 4 5\n@ NS ns\nns A 192.0.2.53\n")
	whole, cut := 0, 0
	for n := range 240 {
		name := strings.Repeat("q", n%60+1) + "." + strings.Repeat(strings.Repeat("q", 60)+".", n/60) + "x.example"
		in, err := new(dns.Msg).SetQuestion(dns.Fqdn(name), dns.TypeA).Pack()
		if err != nil {
			t.Fatal(err)
		}
		out := make([]byte, 65535)
		var a answer.Answerer
		size := respond(&a, p, netip.MustParseAddr("127.0.0.1"), true, in, out)
		r := new(dns.Msg)
		if err := r.Unpack(out[:size]); err != nil || size > 512 {
			t.Fatalf("%d octets, %v", size, err)
		}
		if r.Truncated {
			cut++
		} else if whole++; len(r.Ns) != 1 {
			t.Errorf("%s: no SOA and no TC", name)
		}
	}
	if whole == 0 || cut == 0 {
		t.Errorf("%d replies were whole and %d cut short, want some of each", whole, cut)
	}
}
