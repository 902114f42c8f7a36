package answer_test

import (
	"bytes"
	"net/netip"
	"os"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/wire"
)

// fuzzed is a world with everything in it: every type, steered sets, aliases,
// loops, DNAMEs, delegations with and without the child, the root.
func fuzzed(tb testing.TB) *served {
	text, err := os.ReadFile(everyType)
	if err != nil {
		tb.Fatal(err)
	}
	s := steer(tb, steeredConfig, steeredZone, aliasZone, otherZone, dnameZone, apexDNAME, parentZone, childZone,
		glueZone, wildZone, plainZone, fullZone(), string(text))
	s.face = &answer.Face{Secrets: wire.NewSecrets(wire.Secret{1}), NSID: "ams-1", Version: "geosrv 1", ID: "ams-1"}
	return s
}

// FuzzReply asks anything of that world, by UDP and TCP, from anywhere. No
// panic, no reply to a reply; every reply keeps the rules of sound, one with an
// error is no longer than the query but for a cookie, and a slipped one too.
func FuzzReply(f *testing.F) {
	s := fuzzed(f)
	room, slipped := make([]byte, 65535), make([]byte, 65535)
	for _, line := range []string{
		"ns.x.example. A", "_sip._tls.s.example. SRV +subnet=10.2.0.0/16", "near.s.example. A +subnet=2001:db8:2::/56",
		"sip.s.example. ANY +bufsize=512", "one.a.example. A +do", "ring1.a.example. TXT +noedns", "a.old.d.example. MX",
		"q.down.d.example. A", "a.there.d.example. CNAME", "x.other.p.example. A", "child.p.example. DS", "mixed.g.example. NS",
		"foo.bar.example. TXT +nsid", "bb.f.example. A", "mx.f.example. MX +bufsize=600", "svcb.t.example. SVCB",
		"version.bind. TXT CH +nsid", "elsewhere.test. A +cookie=" + clientCookie, "x.example. AXFR", "x.example. SOA +opcode=4",
		"x.example. A HS", "x.example. TYPE128", "t.example. A +edns=1 +keepalive",
	} {
		in, err := parseAsk(f, ";; "+line).msg.Pack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(in, true, []byte{10, 2, 0, 1})
		f.Add(in, false, netip.MustParseAddr("2001:db8:2::1").AsSlice())
	}
	f.Fuzz(func(t *testing.T, in []byte, udp bool, source []byte) {
		from, ok := netip.AddrFromSlice(source)
		if !ok {
			from = netip.MustParseAddr("127.0.0.1")
		}
		s.t, s.source = t, from
		before := bytes.Clone(in)
		out := s.reply(in, room, udp)
		if !bytes.Equal(in, before) {
			t.Fatal("the query is not what it was")
		}
		if silent := len(in) < 12 || in[2]&0x80 != 0; silent != (len(out) == 0) {
			t.Fatalf("%d octets to %x", len(out), in)
		} else if silent {
			return
		}
		r, problem := sound(in, out, udp)
		if problem != "" {
			t.Fatalf("%s\n%x\n%x\n%v", problem, in, out, r)
		}
		checkClass(t, s.a.Outcome(), r, len(in), len(out), udp)
		n := s.a.Slip(in, slipped)
		if r, problem = sound(in, slipped[:n], true); problem != "" || n > len(in)+16 {
			t.Fatalf("slipped: %d octets, %s\n%x\n%v", n, problem, in, r)
		}
	})
}

// checkClass holds what a reply is said to be against what it is.
func checkClass(t *testing.T, o answer.Outcome, r *dns.Msg, asked, size int, udp bool) {
	t.Helper()
	empty := len(r.Answer) == 0
	ok := false
	switch o.Class {
	case answer.Positive:
		ok = r.Truncated || !empty && r.Authoritative
	case answer.NoData:
		ok = r.Truncated || r.Rcode == 0 && empty && len(r.Ns) == 1
	case answer.NXDomain:
		ok = r.Truncated || r.Rcode == dns.RcodeYXDomain || r.Rcode == dns.RcodeNameError && empty
	case answer.Referral:
		ok = r.Truncated || r.Rcode == 0 && empty && len(r.Ns) > 0 && !r.Authoritative
	case answer.Error:
		ok = empty || r.Question[0].Qclass == dns.ClassCHAOS
		if empty && udp && !o.Proven && size > asked+16 {
			t.Errorf("an error of %d octets for %d", size, asked)
		}
	}
	if !ok {
		t.Errorf("class %d:\n%v", o.Class, r)
	}
}
