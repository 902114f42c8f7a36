package main

import (
	"encoding/binary"
	"net/netip"
	"path/filepath"
	"testing"

	"github.com/miekg/dns"

	"geosrv/bench/countries"
)

// TestWire keeps the harness alive, with an asker in this process and a made-up
// country table.
func TestWire(t *testing.T) {
	const sets, n = 20, 4
	dir := t.TempDir()
	database := filepath.Join(dir, "country.mmdb")
	if err := countries.MadeUp(database); err != nil {
		t.Fatal(err)
	}
	file, err := writeEstate(dir, database, sets)
	if err != nil {
		t.Fatal(err)
	}
	s, err := newStage(file)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	if got := len(s.world.Roster.Endpoints); got != 12 {
		t.Errorf("%d endpoints, want 12", got)
	}
	for i := range sites() {
		if got := s.at(i); len(got) != serversPerSite {
			t.Errorf("site %d has the endpoints %v", i, got)
		}
	}
	all, err := queries(sets, 1)
	if err != nil {
		t.Fatal(err)
	}
	sock, err := newSocket(s.addr())
	if err != nil {
		t.Fatal(err)
	}
	defer sock.close()
	f, err := s.flip(t.Context(), newAsker(sock, all), n)
	if err != nil {
		t.Fatal(err)
	}
	if f.Wire.N != sets*n || f.Swap.N != n || f.Stale != 0 || f.Wire.P50 <= 0 {
		t.Errorf("%+v", f)
	}
}

// TestDemoted reads replies as another library writes them.
func TestDemoted(t *testing.T) {
	reply := func(priorities ...uint16) []byte {
		m := new(dns.Msg).SetQuestion(dns.Fqdn(ladderName(7)), dns.TypeSRV)
		m.Response = true
		for i, p := range priorities {
			m.Answer = append(m.Answer, &dns.SRV{
				Hdr:      dns.RR_Header{Name: dns.Fqdn(ladderName(7)), Rrtype: dns.TypeSRV, Class: dns.ClassINET, Ttl: 20},
				Priority: p, Weight: 10, Port: 443, Target: dns.Fqdn(targetName(sites()[i].name, 7)),
			})
		}
		m.Compress = true
		wire, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		return wire
	}
	truncated := reply(10)
	truncated[2] |= 2
	short := reply(10)
	binary.BigEndian.PutUint16(short[6:], 9)
	for _, c := range []struct {
		what   string
		reply  []byte
		site   string
		is, ok bool
	}{
		{"up", reply(10, 20), "nyc", false, true},
		{"down", reply(10, 1000), "nyc", true, true},
		{"the other one is down", reply(10, 1000), "ams", false, true},
		{"left out", reply(10, 1000), "sin", false, false},
		{"truncated", truncated, "ams", false, false},
		{"fewer records than it says", short, "sin", false, false},
		{"nothing", nil, "ams", false, false},
	} {
		if is, ok := demoted(c.reply, c.site); is != c.is || ok != c.ok {
			t.Errorf("%s: %v, %v, want %v, %v", c.what, is, ok, c.is, c.ok)
		}
	}
	m := reply(10, 20)
	if n := testing.AllocsPerRun(100, func() { demoted(m, "nyc") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestQueries: the id is the set's number, the name its owner.
func TestQueries(t *testing.T) {
	all, err := queries(300, 1)
	if err != nil {
		t.Fatal(err)
	}
	m := new(dns.Msg)
	if err := m.Unpack(all[299]); err != nil {
		t.Fatal(err)
	}
	if m.Id != 299 || m.Question[0].Name != "_sip._tls.c299.bench.example." || len(m.IsEdns0().Option) != 1 {
		t.Errorf("%v", m)
	}
	if a := serverAt(5, 1); a != netip.MustParseAddr("192.0.2.52") {
		t.Errorf("server 1 of site 5 is at %v", a)
	}
}
