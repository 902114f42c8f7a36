package server

import (
	"log/slog"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"time"

	peer "github.com/dnstap/golang-dnstap"
	"github.com/miekg/dns"
	"google.golang.org/protobuf/proto"

	"geosrv/server/dnstap"
	"geosrv/server/wire"
)

// TestDnstap: a collector gets each query with its reply, from when the
// configuration says so until it no longer does.
func TestDnstap(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	socket := filepath.Join(d.dir, "tap")
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	frames := make(chan []byte, 100)
	// Not the peer's own loop of Accept: behind a closed listener that spins for ever.
	var reading sync.WaitGroup
	reading.Go(func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		in, err := peer.NewFrameStreamInput(conn, true)
		if err != nil {
			t.Error(err)
			return
		}
		in.ReadInto(frames)
	})
	t.Cleanup(func() {
		l.Close()
		reading.Wait()
	})
	d.edit("geosrv.yaml", "zones:", "dnstap: tap\nnsid: ns1\nzones:")
	r := serve(t, d)
	for _, network := range []string{"udp", "tcp"} {
		r.ask(network, "_sip._tls.example.com", dns.TypeSRV, "10.1.2.0")
		var text []byte
		select {
		case text = <-frames:
		case <-time.After(time.Minute):
			t.Fatalf("nothing came\n%s", r.log)
		}
		var got peer.Dnstap
		if err := proto.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		query, reply := new(dns.Msg), new(dns.Msg)
		if err := query.Unpack(got.GetMessage().GetQueryMessage()); err != nil {
			t.Fatal(err)
		}
		if err := reply.Unpack(got.GetMessage().GetResponseMessage()); err != nil {
			t.Fatal(err)
		}
		if query.Id != reply.Id || query.Question[0].Name != "_sip._tls.example.com." || len(reply.Answer) != 2 {
			t.Errorf("%v\n%v", query, reply)
		}
		if m := got.GetMessage(); m.GetSocketProtocol() != map[string]peer.SocketProtocol{"udp": 1, "tcp": 2}[network] ||
			!net.IP(m.GetQueryAddress()).IsLoopback() || string(got.GetIdentity()) != "ns1" {
			t.Errorf("%s: %v", network, &got)
		}
	}
	r.edit("geosrv.yaml", "dnstap: tap\n", "")
	if err := r.Reload(); err != nil {
		t.Fatal(err)
	}
	r.soon("what was sent is counted behind the end", func() bool { return r.Measured(t.Context()).Tapped.Sent == 2 })
	r.ask("udp", "note.example.com", dns.TypeTXT, "")
	if n := len(frames); n != 0 {
		t.Errorf("%d more came", n)
	}
}

// TestTappedAnswerAllocatesNothing: with room in its ring, and without, counted apart,
// for AllocsPerRun divides as integers. The tap was closed, so nobody empties the ring,
// and its goroutine allocates nothing beside.
func TestTappedAnswerAllocatesNothing(t *testing.T) {
	a := windowOf(t, "rate_limit: {answers: 1000000}\n") // what is limited reaches no tap
	tap := dnstap.New(dnstap.Options{Socket: filepath.Join(t.TempDir(), "nobody"), Log: slog.New(slog.DiscardHandler)})
	tap.Close()
	a.desk.tell(tap)
	in, out, client := packed(t, "ns1.contoso.com", dns.TypeA, ""), make([]byte, 65535), udp("192.0.2.1")
	for _, c := range []struct {
		what    string
		dropped uint64 // after it
	}{{"with room", 0}, {"without", 512}} {
		// With the run to warm up there are as many as slots in the ring.
		if n := testing.AllocsPerRun(511, func() { a.Answer(in, (*wire.Room)(out), client) }); n != 0 {
			t.Errorf("%s: %v allocations", c.what, n)
		}
		if got := tap.Dropped(); got != c.dropped {
			t.Errorf("%s: %d dropped, want %d", c.what, got, c.dropped)
		}
	}
}
