package batter

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"sync"

	"github.com/miekg/dns"
)

// thrower throws packets at a child over a transport, n of them. It counts in
// the score of its own.
type thrower interface {
	throw(ctx context.Context, n int) error
	counted() *score
}

// How many askers there are by each transport, and which part of the packets
// goes by TCP.
const (
	udpThrowers = 8
	tcpThrowers = 4
	tcpShare    = 5 // one of so many
)

// onWire batters a child.
func (r *report) onWire(ctx context.Context, dir string, packets int) error {
	config, err := writeWorld(dir)
	if err != nil {
		return err
	}
	child, err := Start(ctx, config, netip.MustParseAddrPort("127.0.0.1:0"))
	if err != nil {
		return err
	}
	err = r.throwAll(ctx, child, packets)
	if err == nil {
		r.Child, err = child.Tally()
	}
	if stop := child.Stop(); stop != nil {
		err = errors.Join(err, fmt.Errorf("the server ended badly: %w\n%s", stop, child.Log()))
	}
	if strings.Contains(child.Log(), "panic") {
		r.Wire.blame(nil, nil, "the server logged a panic:\n"+child.Log())
	}
	return err
}

// throwAll throws the packets and compares the child's memory, between when
// every thrower has had its first share and the end.
func (r *report) throwAll(ctx context.Context, child *Child, packets int) error {
	throwers, err := newThrowers(r.Seed, child.Addr)
	if err != nil {
		return err
	}
	first := min(packets, warmUp)
	if err := throwShared(ctx, throwers, first); err != nil {
		return err
	}
	before, err := child.Resident()
	if err != nil {
		return err
	}
	if err := throwShared(ctx, throwers, packets-first); err != nil {
		return err
	}
	after, err := child.Resident()
	for _, t := range throwers {
		r.Wire.add(t.counted())
	}
	r.Wire.Growth = after - before
	if err == nil {
		err = normal(child.Addr)
	}
	return err
}

// newThrowers makes the throwers, by UDP first.
func newThrowers(seed uint64, to netip.AddrPort) (all []thrower, err error) {
	cookie, err := cookieOf(to)
	if err != nil {
		return nil, err
	}
	for i := range udpThrowers + tcpThrowers {
		random := rand.New(rand.NewPCG(seed, uint64(1000+i)))
		s, err := newSeeder(random, []netip.Addr{to.Addr()}, func(netip.Addr) []byte { return cookie })
		if err != nil {
			return nil, err
		}
		b := blows{random: random, seeds: s.make(seedCount / 4)}
		if i < udpThrowers {
			all = append(all, &udpThrower{to: to, blows: b})
		} else {
			all = append(all, &tcpThrower{to: to, blows: b})
		}
	}
	return all, nil
}

// throwShared shares packets out over throwers.
func throwShared(ctx context.Context, throwers []thrower, packets int) error {
	errs := make([]error, len(throwers))
	var wait sync.WaitGroup
	for i, t := range throwers {
		n := packets / tcpShare / tcpThrowers
		if i < udpThrowers {
			n = (packets - packets/tcpShare) / udpThrowers
		}
		if i == 0 { // the rest
			n += packets - n*udpThrowers - packets/tcpShare/tcpThrowers*tcpThrowers
		}
		wait.Go(func() { errs[i] = t.throw(ctx, n) })
	}
	wait.Wait()
	return errors.Join(errs...)
}

// cookieOf gets a whole cookie from a server, for the address that asks.
func cookieOf(server netip.AddrPort) ([]byte, error) {
	m := new(dns.Msg).SetQuestion("battered.example.", dns.TypeSOA)
	m.SetEdns0(mostUDP, false)
	m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_COOKIE{Code: dns.EDNS0COOKIE, Cookie: "0102030405060708"})
	reply, err := dns.Exchange(m, server.String())
	if err != nil {
		return nil, err
	}
	var cookie []byte
	for _, o := range reply.IsEdns0().Option {
		if c, ok := o.(*dns.EDNS0_COOKIE); ok {
			cookie = fromHex(c.Cookie)
		}
	}
	if len(cookie) != 8+serverCookieLen {
		return nil, fmt.Errorf("the server made a cookie of %d octets", len(cookie))
	}
	return cookie, nil
}

// normal wants a plain answer, by both transports.
func normal(server netip.AddrPort) error {
	for _, network := range []string{"udp", "tcp"} {
		c := dns.Client{Net: network}
		m, _, err := c.Exchange(new(dns.Msg).SetQuestion("sip.battered.example.", dns.TypeA), server.String())
		if err != nil {
			return fmt.Errorf("a normal query afterwards, by %s: %w", network, err)
		}
		if m.Rcode != dns.RcodeSuccess || len(m.Answer) == 0 {
			return fmt.Errorf("a normal query afterwards, by %s: %v", network, m)
		}
	}
	return nil
}

// sound compares what the child counted with what was sent.
func (r *report) sound() error {
	if n := r.Child.Counters.Panics; n > 0 {
		return fmt.Errorf("the server counted %d panics", n)
	}
	if got := int(r.Child.Counters.UDP + r.Child.Counters.TCP); got < r.Wire.Packets/2 {
		return fmt.Errorf("the server counted %d messages of %d", got, r.Wire.Packets)
	}
	return nil
}
