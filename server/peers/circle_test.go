package peers

import (
	"context"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"

	"geosrv/health"
	"geosrv/server/roster"
	"geosrv/zones"
)

// estate is a roster of one address set and one nameserver.
func estate(t testing.TB, addr netip.AddrPort) *roster.Roster {
	t.Helper()
	owner, err := zones.ParseName("sip.example.com")
	if err != nil {
		t.Fatal(err)
	}
	e := health.Endpoint{Check: "dns", Transport: "udp", Addr: addr, Dial: addr}
	return &roster.Roster{
		Groups:      []roster.Group{{Name: "federation", Sets: []int32{0}}},
		Sets:        []roster.Set{{Owner: owner, Type: typeA}},
		Nameservers: []roster.Nameserver{{Endpoint: e, Name: "ns2.example.com"}},
	}
}

func nobody(roster.Nameserver) bool { return false }

// network is an Exchange of tests: what it answers, how long that takes, and how
// many are asked at once.
type network struct {
	t        *testing.T
	took     atomic.Int64 // a time.Duration
	asked    atomic.Int64
	now, top atomic.Int64
}

func (n *network) exchange(ctx context.Context, _ health.Endpoint, _ bool, query []byte, accept func([]byte) bool) (netip.Addr, error) {
	n.asked.Add(1)
	n.top.Store(max(n.top.Load(), n.now.Add(1)))
	defer n.now.Add(-1)
	select {
	case <-time.After(time.Duration(n.took.Load())):
	case <-ctx.Done():
		return netip.Addr{}, ctx.Err()
	}
	accept(n.answer(netip.Addr{}, query))
	return netip.AddrFrom4([4]byte{192, 0, 2, 53}), nil
}

func (n *network) answer(_ netip.Addr, query []byte) []byte {
	return replied(n.t, query, nil, "sip.example.com. 60 A 192.0.2.11")
}

// One question at a time, whoever wants it; what the runner asks is not asked
// again.
func TestOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{t: t}
		n.took.Store(int64(300 * time.Millisecond))
		c := New(Options{Own: n.answer, Tell: func(Event) { t.Error("an event") }, Exchange: n.exchange})
		defer c.Close()
		at := netip.MustParseAddrPort("198.51.100.53:53")
		c.Set(estate(t, at), nobody)
		probe := c.Probe(func(context.Context, health.Endpoint) health.Observation {
			return health.Observation{Outcome: health.Failed, Reason: "another"}
		})
		for range 60 { // each second two probes at once
			var both sync.WaitGroup
			for range 2 {
				both.Go(func() {
					if o := probe(t.Context(), health.Endpoint{Check: "dns", Addr: at}); o.Outcome != health.Answered || o.Reason != health.ReasonOK {
						t.Errorf("%+v", o)
					}
				})
			}
			both.Wait()
			time.Sleep(400 * time.Millisecond)
		}
		if got := n.asked.Load(); n.top.Load() != 1 || got < 120 || got > 121 { // the first may be of our own accord
			t.Errorf("%d questions, %d at once", n.asked.Load(), n.top.Load())
		}
		for _, e := range []health.Endpoint{{Check: "dns", Addr: netip.MustParseAddrPort("198.51.100.54:53")}, {Check: "tcp", Addr: at}} {
			if o := probe(t.Context(), e); o.Reason != "another" {
				t.Errorf("%s %s: %+v", e.Check, e.Addr, o)
			}
		}
	})
}

// Who is slow is silent; a nameserver that is gone from the configuration is
// not asked any more, and this one never is.
func TestSet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{t: t}
		n.took.Store(int64(time.Hour))
		c := New(Options{Own: n.answer, Tell: func(Event) {}, Exchange: n.exchange})
		defer c.Close()
		at := netip.MustParseAddrPort("198.51.100.53:53")
		c.Set(estate(t, at), nobody)
		probe := c.Probe(nil)
		soon, end := context.WithTimeout(t.Context(), 10*time.Second)
		defer end()
		if o := probe(soon, health.Endpoint{Check: "dns", Addr: at}); o.Outcome != health.Failed || o.Reason != health.ReasonTimeout {
			t.Errorf("slow: %+v", o)
		}
		n.took.Store(0)
		time.Sleep(time.Minute)
		if s := c.Standings(); len(s) != 1 || !s[0].Heard || s[0].Name != "ns2.example.com" || s[0].Counts.Asked < 6 {
			t.Errorf("%+v", s)
		}
		c.Set(estate(t, at), func(roster.Nameserver) bool { return true })
		before := n.asked.Load()
		time.Sleep(time.Hour)
		if got := n.asked.Load(); got != before || len(c.Standings()) > 0 {
			t.Errorf("%d questions to ourselves", got-before)
		}
		c.Close()
		c.Set(estate(t, at), nobody) // behind the end: nothing begins
		if len(c.Standings()) > 0 {
			t.Error("it begins behind the end")
		}
	})
}

// Over a real network: a truncated reply is asked for by TCP, and what is no
// reply to the question is waited over.
func TestOverNet(t *testing.T) {
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	tcp, err := net.Listen("tcp", udp.LocalAddr().String())
	if err != nil {
		t.Skip("the port of UDP is taken by TCP:", err)
	}
	answer := func(w dns.ResponseWriter, r *dns.Msg) {
		wrong := r.Copy()
		wrong.Id++
		m := new(dns.Msg).SetReply(r)
		if _, small := w.RemoteAddr().(*net.UDPAddr); small {
			_ = w.WriteMsg(new(dns.Msg).SetReply(wrong))
			m.Truncated = true
		} else {
			rr, _ := dns.NewRR("sip.example.com. 60 A 192.0.2.99")
			m.Answer = []dns.RR{rr}
		}
		_ = w.WriteMsg(m)
	}
	for _, s := range []*dns.Server{{PacketConn: udp, Handler: dns.HandlerFunc(answer)}, {Listener: tcp, Handler: dns.HandlerFunc(answer)}} {
		started := make(chan struct{})
		s.NotifyStartedFunc = func() { close(started) }
		go s.ActivateAndServe()
		<-started
		defer s.Shutdown()
	}
	n := &network{t: t}
	var from atomic.Value
	own := func(a netip.Addr, query []byte) []byte { from.Store(a); return n.answer(a, query) }
	c := New(Options{Own: own, Tell: func(Event) {}, Tempo: Tempo{Gap: 1, Round: 1, Wary: 1, Lasting: 1}})
	defer c.Close()
	r := estate(t, netip.MustParseAddrPort(udp.LocalAddr().String()))
	c.Set(r, nobody)
	ctx, end := context.WithTimeout(t.Context(), 5*time.Second)
	defer end()
	probe := c.Probe(nil)
	for len(c.Standings()[0].Disagrees) == 0 {
		if o := probe(ctx, r.Nameservers[0].Endpoint); o.Outcome != health.Answered {
			t.Fatalf("%+v", o)
		}
	}
	d := c.Standings()[0].Disagrees[0]
	if d.Group != "federation" || d.Here != "192.0.2.11" || d.There != "192.0.2.99" || from.Load() != netip.MustParseAddr("127.0.0.1") {
		t.Errorf("%+v from %v", d, from.Load())
	}
}

// A closed port is a reason of its own.
func TestRefused(t *testing.T) {
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := netip.MustParseAddrPort(udp.LocalAddr().String())
	udp.Close()
	c := New(Options{Own: func(netip.Addr, []byte) []byte { return nil }, Tell: func(Event) {}})
	defer c.Close()
	r := estate(t, at)
	c.Set(r, nobody)
	if o := c.Probe(nil)(t.Context(), r.Nameservers[0].Endpoint); o.Reason != health.ReasonRefused {
		t.Errorf("%+v", o)
	}
}
