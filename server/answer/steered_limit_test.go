package answer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// crowd is a ladder of one pool with n targets of 200 octets, the first of
// which is longer by spare, and an address set of its pool.
func crowd(t *testing.T, n, spare int) *served {
	t.Helper()
	fill := strings.Repeat(strings.Repeat("f", 40)+".", 4)
	var yaml, zone strings.Builder
	yaml.WriteString("sites: {ams: {at: [52.37, 4.90]}}\nservices: {edge: {check: tcp, port: 443}}\npools:\n  ams:\n    site: ams\n    names:\n")
	zone.WriteString("$ORIGIN c.example.\n$TTL 300\n@ SOA ns h 1 7200 900 1209600 60\n NS ns\nns A 192.0.2.53\nsip CNAME _sip._tls\nal CNAME all\n")
	for i := range n {
		name := fmt.Sprintf("t%02d%s.%sc.example", i, strings.Repeat("n", 20), fill)
		if i == 0 && spare > 0 {
			name = strings.Repeat("n", spare-1) + "." + name
		}
		fmt.Fprintf(&yaml, "      - %s\n", name)
		fmt.Fprintf(&zone, "%s. A 198.51.100.%d\n_sip._tls SRV 10 10 443 %s.\nall A 198.51.100.%d\n", name, i, name, i)
	}
	yaml.WriteString("steer:\n  - {name: _sip._tls.c.example, service: edge, policy: ladder, by: listed}\n" +
		"  - {name: all.c.example, service: edge, policy: one, by: listed}\n")
	return steer(t, yaml.String(), zone.String())
}

// TestSteeredTruncates: what is steered is whole or TC, to the octet, by its own
// name and by an alias.
func TestSteeredTruncates(t *testing.T) {
	s := crowd(t, 3, 0)
	many := crowd(t, 40, 0)
	for _, c := range []struct {
		s     *served
		name  string
		qtype uint16
		extra int // octets of additional data
	}{
		{s, "_sip._tls.c.example.", dns.TypeSRV, 3 * 16},
		{s, "sip.c.example.", dns.TypeSRV, 0},
		{many, "all.c.example.", dns.TypeA, 0},
		{many, "al.c.example.", dns.TypeA, 0},
	} {
		ask := func(size int, udp bool) *dns.Msg {
			in, err := new(dns.Msg).SetQuestion(c.name, c.qtype).SetEdns0(uint16(size), false).Pack()
			if err != nil {
				t.Fatal(err)
			}
			if !udp {
				size = len(c.s.raw(in, false))
			}
			r := c.s.exchange(in, udp)
			r.Id = uint16(size)
			return r
		}
		whole := ask(1232, false)
		size := int(whole.Id) - c.extra
		if size <= 513 || size > 1232 {
			t.Fatalf("%s takes %d octets", c.name, size)
		}
		if r := ask(size, true); r.Truncated || len(r.Answer) != len(whole.Answer) || len(r.Extra) != 1 {
			t.Errorf("%s does not fit into %d octets\n%v", c.name, size, r)
		}
		if r := ask(size-1, true); !r.Truncated {
			t.Errorf("%s fits into %d octets\n%v", c.name, size-1, r)
		}
	}
}

// TestFarTargets: an address goes along if its owner, the target in the SRV
// record, stands where a pointer reaches: up to the octet 16,383.
func TestFarTargets(t *testing.T) {
	const (
		first = 12 + 21 + 4 + 18                  // where the first target stands
		name  = 1 + 3 + 20 + 4*41 + 2 + 7 + 1 + 1 // octets of a target
		near  = 76                                // targets that a pointer reaches
		exact = 0x3fff - first - (near-1)*(18+name)
	)
	if exact < 3 || exact > 60 {
		t.Fatalf("%d targets of %d octets stand %d short of the limit", near, name, exact)
	}
	for spare, want := range map[int]int{exact - 1: near, exact: near, exact + 1: near - 1} {
		s := crowd(t, 90, spare)
		in, err := new(dns.Msg).SetQuestion("_sip._tls.c.example.", dns.TypeSRV).Pack()
		if err != nil {
			t.Fatal(err)
		}
		if r := s.exchange(in, false); len(r.Answer) != 90 || len(r.Extra) != want {
			t.Errorf("%d octets more: %d records, %d additional, want 90 and %d", spare, len(r.Answer), len(r.Extra), want)
		}
	}
}
