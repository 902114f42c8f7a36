package server

import (
	"encoding/binary"
	"log/slog"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
	"geosrv/server/config"
	"geosrv/server/listen"
	"geosrv/server/load"
	"geosrv/server/wire"
)

// windowOf is an answerer of two sites, with more lines of configuration.
func windowOf(t *testing.T, lines string) *answerer {
	t.Helper()
	p := NewPublisher(slog.New(slog.DiscardHandler))
	w := smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone)
	var c answer.Composer
	p.plan.Store(c.Compose(w, answer.NewInputs(w.Roster)))
	d := newDesk(p)
	d.set(loadedOf(t, lines))
	return &answerer{desk: d}
}

// loadedOf is a load with more lines of configuration.
func loadedOf(t *testing.T, lines string) *load.Loaded {
	t.Helper()
	c, err := config.Parse("geosrv.yaml", []byte(smallworld.TwoSites+lines))
	if err != nil {
		t.Fatal(err)
	}
	return &load.Loaded{Config: c}
}

// fate is what became of replies: full, short with TC, none, BADCOOKIE.
type fate struct{ full, short, none, badcookie int }

// udp is a client of an address that asks now.
func udp(addr string) *listen.Client {
	return &listen.Client{From: listen.FromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(addr), 4053)), Now: time.Now(), UDP: true}
}

// sent asks once and adds what became of it.
func (f *fate) sent(t *testing.T, a *answerer, in, out []byte, c *listen.Client) {
	t.Helper()
	c.Now = time.Now()
	f.add(t, in, out, a.Answer(in, (*wire.Room)(out), c))
}

// add adds what became of a reply of n octets.
func (f *fate) add(t *testing.T, in, out []byte, n int) {
	t.Helper()
	switch {
	case n == 0:
		f.none++
	case out[2]&2 == 0 && out[3]&15 == 7: // the low bits of 23
		f.badcookie++
	case out[2]&2 == 0:
		f.full++
	case n > len(in) || binary.BigEndian.Uint16(out[6:]) != 0 || out[3]&15 != 0:
		t.Fatalf("a slipped reply of %d octets to %d, % x", n, len(in), out[:n])
	default:
		f.short++
	}
}

// A forged network asks one name 20,000 times a second. It gets the rate, and
// all others everything that they ask for.
func TestForgedNetworkGetsTheRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := windowOf(t, "")
		live := packed(t, "_sip._tls.contoso.com", dns.TypeSRV, "")
		other := packed(t, "ns1.contoso.com", dns.TypeA, "")
		out := make([]byte, 65535)
		var forged, same, quiet, resolver fate
		const seconds = 3
		for i := range seconds * 20_000 {
			c := udp("192.0.2.0")
			ip := c.From.Addr().As4()
			ip[3] = byte(i)
			c.From = listen.FromAddrPort(netip.AddrPortFrom(netip.AddrFrom4(ip), uint16(1024+i%50_000)))
			forged.sent(t, a, live, out, c)
			if i%200 == 0 { // 100 a second
				same.sent(t, a, other, out, udp("192.0.2.53")) // another name
				quiet.sent(t, a, live, out, udp("192.0.3.53")) // another network
				resolver.sent(t, a, live, out, udp("2001:db8::53"))
			}
			time.Sleep(50 * time.Microsecond)
		}
		const want = 200 + 200*seconds - 1
		if d := forged.full - want; d < -1 || d > 1 || forged.short-forged.none > 1 || forged.none-forged.short > 1 {
			t.Errorf("the forged network: %+v, want %d full, half of the rest short", forged, want)
		}
		for what, f := range map[string]fate{"another name": same, "another network": quiet, "by IPv6": resolver} {
			if f != (fate{full: seconds * 100}) {
				t.Errorf("%s: %+v, want %d full", what, f, seconds*100)
			}
		}
		var sum Rulings
		a.rulings(&sum)
		if want := (Rulings{Passed: uint64(forged.full + 900), Slipped: uint64(forged.short), Dropped: uint64(forged.none)}); sum != want {
			t.Errorf("counted %+v, want %+v", sum, want)
		}
	})
}

// Each kind of reply has its own account: one that is used up leaves the
// others.
func TestLimitsApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := windowOf(t, "rate_limit: {answers: 10, errors: 4, slip: 0}\n")
		out := make([]byte, 65535)
		notify := packed(t, "contoso.com", dns.TypeSOA, "")
		notify[2] |= dns.OpcodeNotify << 3
		for _, c := range []struct {
			what string
			in   []byte
			full int
		}{
			{"refused", packed(t, "elsewhere.invalid", dns.TypeA, ""), 4},
			{"refused, another name", packed(t, "other.invalid", dns.TypeA, ""), 0},
			{"not implemented", notify, 0},
			{"one name", packed(t, "ns1.contoso.com", dns.TypeA, ""), 10},
			{"another type", packed(t, "contoso.com", dns.TypeNS, ""), 10},
			{"of the same name", packed(t, "contoso.com", dns.TypeSOA, ""), 10},
			{"no data", packed(t, "ns1.contoso.com", dns.TypeTXT, ""), 10},
			{"no data of another type", packed(t, "ns1.contoso.com", dns.TypeMX, ""), 0},
			{"no such name", packed(t, "a.contoso.com", dns.TypeA, ""), 10},
			{"nor this one", packed(t, "b.contoso.com", dns.TypeA, ""), 0},
		} {
			var f fate
			for range 50 {
				f.sent(t, a, c.in, out, udp("192.0.2.1"))
			}
			if want := (fate{full: c.full, none: 50 - c.full}); f != want {
				t.Errorf("%s: %+v, want %+v", c.what, f, want)
			}
		}
	})
}

// Who is never limited, and how that is counted.
func TestNeverLimited(t *testing.T) {
	for _, c := range []struct {
		what, lines, from string
		tcp               bool
		full              int
		want              Rulings
	}{
		{"by UDP", "rate_limit: {answers: 5, slip: 0}\n", "192.0.2.1", false, 5, Rulings{Passed: 5, Dropped: 15}},
		{"by TCP", "rate_limit: {answers: 5, slip: 0}\n", "192.0.2.1", true, 20, Rulings{}},
		{"loopback", "rate_limit: {answers: 5, slip: 0}\n", "127.0.0.1", false, 20, Rulings{Exempt: 20}},
		{"exempt", "rate_limit: {answers: 5, slip: 0, exempt: [192.0.2.0/28]}\n", "192.0.2.1", false, 20, Rulings{Exempt: 20}},
		{"beside it", "rate_limit: {answers: 5, slip: 0, exempt: [192.0.2.0/28]}\n", "192.0.2.16", false, 5, Rulings{Passed: 5, Dropped: 15}},
		{"off", "rate_limit: off\n", "192.0.2.1", false, 20, Rulings{Exempt: 20}},
	} {
		synctest.Test(t, func(t *testing.T) {
			a := windowOf(t, c.lines)
			in, out := packed(t, "ns1.contoso.com", dns.TypeA, ""), make([]byte, 65535)
			client := udp(c.from)
			client.UDP = !c.tcp
			var f fate
			for range 20 {
				f.sent(t, a, in, out, client)
			}
			var sum Rulings
			a.rulings(&sum)
			if f != (fate{full: c.full, none: 20 - c.full}) || sum != c.want {
				t.Errorf("%s: %+v, counted %+v, want %d full, %+v", c.what, f, sum, c.full, c.want)
			}
		})
	}
}

// cookied is a question that shows a cookie: the asker's own half and what the
// server gave it, if anything.
func cookied(t *testing.T, server []byte) []byte {
	t.Helper()
	m := question("ns1.contoso.com", dns.TypeA, "")
	m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_LOCAL{
		Code: dns.EDNS0COOKIE, Data: append([]byte("asker's "), server...),
	})
	in, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// given is the server's half of the cookie in a reply.
func given(t *testing.T, reply []byte) []byte {
	t.Helper()
	i := slices.Index(reply, 'a')
	for ; i >= 0 && i+24 <= len(reply) && string(reply[i:i+8]) != "asker's "; i++ {
	}
	if i < 0 || i+24 > len(reply) {
		t.Fatalf("no cookie in % x", reply)
	}
	return slices.Clone(reply[i+8 : i+24])
}

// A cookie that holds frees from limits; one that does not is told so, and the
// new one frees.
func TestCookieFrees(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := windowOf(t, "rate_limit: {answers: 1, slip: 1}\n")
		out := make([]byte, 65535)
		var first, forged, held fate
		first.sent(t, a, cookied(t, nil), out, udp("192.0.2.1"))
		cookie := given(t, out[:128])
		for range 5 {
			first.sent(t, a, cookied(t, nil), out, udp("192.0.2.1"))
			forged.sent(t, a, cookied(t, cookie), out, udp("192.0.2.2")) // of another address
		}
		again := given(t, out[:128])
		if first != (fate{full: 1, badcookie: 5}) || forged != (fate{badcookie: 5}) {
			t.Errorf("no cookie: %+v, a forged one: %+v, want BADCOOKIE once limited", first, forged)
		}
		for range 5 {
			held.sent(t, a, cookied(t, cookie), out, udp("192.0.2.1"))
			held.sent(t, a, cookied(t, again), out, udp("192.0.2.2"))
		}
		var sum Rulings
		a.rulings(&sum)
		if want := (Rulings{Passed: 1, Slipped: 10, Proven: 10}); held != (fate{full: 10}) || sum != want {
			t.Errorf("a cookie that holds: %+v, counted %+v, want all full, %+v", held, sum, want)
		}
		time.Sleep(time.Hour + time.Second)
		held = fate{}
		held.sent(t, a, cookied(t, cookie), out, udp("192.0.2.1")) // a new second's worth
		held.sent(t, a, cookied(t, cookie), out, udp("192.0.2.1"))
		if held != (fate{full: 1, badcookie: 1}) {
			t.Errorf("a cookie of an hour ago: %+v", held)
		}
	})
}

// The time that a connection may idle goes out in units of 100 ms.
func TestIdleUnits(t *testing.T) {
	for d, want := range map[time.Duration]uint16{
		0: 0, 99 * time.Millisecond: 0, 100 * time.Millisecond: 1, 10 * time.Second: 100, 2 * time.Hour: 65535,
	} {
		if got := idleUnits(d); got != want {
			t.Errorf("%s: %d, want %d", d, got, want)
		}
	}
}

// What gets no reply gets no short one either, however often it is sent.
func TestSilenceIsNotSlipped(t *testing.T) {
	a := windowOf(t, "rate_limit: {answers: 1, errors: 1, slip: 1}\n")
	response := packed(t, "ns1.contoso.com", dns.TypeA, "")
	response[2] |= 0x80
	out := make([]byte, 65535)
	for _, in := range [][]byte{response, response[:11], nil} {
		for range 5 {
			if n := a.Answer(in, (*wire.Room)(out), udp("192.0.2.1")); n != 0 {
				t.Fatalf("%d octets to % x", n, in)
			}
		}
	}
	var sum Rulings
	if a.rulings(&sum); sum != (Rulings{}) {
		t.Errorf("counted %+v", sum)
	}
}
