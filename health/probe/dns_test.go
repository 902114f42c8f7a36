package probe_test

import (
	"context"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/miekg/dns"

	"geosrv/health"
	"geosrv/health/probe"
)

// TestDNSTakesAnyReply asks nameservers that behave as named.
func TestDNSTakesAnyReply(t *testing.T) {
	for _, c := range []struct {
		name    string
		zone    string
		reply   func(n int, q *dns.Msg, raw []byte) []byte // to the n-th datagram from 0; nil: none
		outcome health.Outcome
		reason  string
		detail  string
	}{
		{"an answer", "example.com", rcode(dns.RcodeSuccess), health.Answered, "ok", "NOERROR"},
		{"a refusal", "example.com.", rcode(dns.RcodeRefused), health.Answered, "ok", "REFUSED"},
		{"servfail", "", rcode(dns.RcodeServerFailure), health.Answered, "ok", "SERVFAIL"},
		{"bad name asked as the root", `a\.b.example`, rcode(dns.RcodeSuccess), health.Answered, "ok", "NOERROR"},
		{"a lost datagram", "example.com", func(n int, q *dns.Msg, raw []byte) []byte {
			if n == 0 {
				return nil
			}
			return rcode(dns.RcodeSuccess)(n, q, raw)
		}, health.Answered, "ok", "NOERROR"},
		{"another's reply", "example.com", func(n int, q *dns.Msg, raw []byte) []byte {
			q.Id++
			return rcode(dns.RcodeSuccess)(n, q, raw)
		}, health.Failed, "timeout", ""},
		{"its own query", "example.com", func(_ int, _ *dns.Msg, raw []byte) []byte { return raw }, health.Failed, "timeout", ""},
		{"rubbish", "example.com", func(int, *dns.Msg, []byte) []byte { return []byte{1, 2, 3} }, health.Failed, "timeout", ""},
		{"silence", "example.com", func(int, *dns.Msg, []byte) []byte { return nil }, health.Failed, "timeout", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at := nameserver(t, c.reply)
			o := askDNS(at, c.zone)
			if o.Outcome != c.outcome || o.Reason != c.reason || c.detail != "" && o.Detail != c.detail {
				t.Errorf("got %s %s %q", o.Outcome, o.Reason, o.Detail)
			}
		})
	}
}

func TestDNSAtAClosedPort(t *testing.T) {
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := netip.MustParseAddrPort(conn.LocalAddr().String())
	conn.Close()
	if o := askDNS(at, "example.com"); o.Outcome != health.Failed || o.Reason != health.ReasonRefused {
		t.Errorf("got %s %s %q", o.Outcome, o.Reason, o.Detail)
	}
}

func askDNS(at netip.AddrPort, zone string) health.Observation {
	ctx, cancel := context.WithTimeout(context.Background(), 800*time.Millisecond)
	defer cancel()
	e := health.Endpoint{Check: "dns", Transport: "udp", Addr: at, Dial: at, Name: zone}
	return probe.New(probe.Options{})(ctx, e)
}

func rcode(code int) func(int, *dns.Msg, []byte) []byte {
	return func(_ int, q *dns.Msg, _ []byte) []byte {
		if q.Question[0].Qtype != dns.TypeSOA || q.RecursionDesired {
			return nil
		}
		reply := new(dns.Msg).SetRcode(q, code)
		b, err := reply.Pack()
		if err != nil {
			return nil
		}
		return b
	}
}

// nameserver answers datagrams as reply says until the test ends.
func nameserver(t *testing.T, reply func(n int, q *dns.Msg, raw []byte) []byte) netip.AddrPort {
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		b := make([]byte, 1500)
		for i := 0; ; i++ {
			n, from, err := conn.ReadFrom(b)
			if err != nil {
				return
			}
			var q dns.Msg
			if q.Unpack(b[:n]) != nil {
				continue
			}
			if out := reply(i, &q, b[:n]); out != nil {
				_, _ = conn.WriteTo(out, from)
			}
		}
	}()
	return netip.MustParseAddrPort(conn.LocalAddr().String())
}
