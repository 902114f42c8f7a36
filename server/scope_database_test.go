package server

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"net/netip"
	"os"
	"slices"
	"testing"

	"github.com/miekg/dns"

	"geosrv/geo"
	"geosrv/server/answer"
	"geosrv/server/answer/smallworld"
	"geosrv/server/roster"
)

// databaseConfig is the world of the states with six places on earth and no
// networks: only the database tells who is where.
const databaseConfig = `
profile: lync
sites:
  s0: {at: [52.37, 4.90]}
  s1: {at: [40.71, -74.01]}
  s2: {at: [1.35, 103.82]}
  s3: {at: [-23.43, -46.47]}
pools:
  p0: {site: s0, names: [h0.x.example]}
  p1: {site: s1, names: [h1.x.example]}
  p2: {site: s2, names: [h2.x.example]}
  p3: {site: s3, names: [h3.x.example]}
steer:
  - {name: _sip._tls.x.example}
`

const databaseZone = `$ORIGIN x.example.
$TTL 60
@ SOA ns h 1 7200 900 1209600 60
 NS ns
ns A 192.0.2.53
h0 A 192.0.2.1
h1 A 192.0.2.2
h2 A 192.0.2.3
h3 A 192.0.2.4
_sip._tls SRV 10 10 443 h0
_sip._tls SRV 20 10 443 h1
_sip._tls SRV 30 10 443 h2
_sip._tls SRV 40 10 443 h3
`

// surveyor asks the one ladder with client subnets of full length.
type surveyor struct {
	t        testing.TB
	plan     *answer.Plan
	a        answer.Answerer
	query    map[int][]byte // by address length in bits
	out      []byte
	answered map[string]int // an answer's octets -> its number
}

func newSurveyor(t testing.TB, db *geo.Database) *surveyor {
	w := smallworld.Of(t, databaseConfig, nil, databaseZone)
	r, err := roster.Build(w.Roster.Config, w.Roster.Sources)
	if err != nil {
		t.Fatal(err)
	}
	if w, err = answer.NewWorld(r, db, nil, 1); err != nil {
		t.Fatal(err)
	}
	var c answer.Composer
	s := &surveyor{t: t, plan: c.Compose(w, answer.NewInputs(r)), out: make([]byte, 65535), query: map[int][]byte{}, answered: map[string]int{}}
	for bits, from := range map[int]string{32: "1.2.3.4", 128: "2001:db8::1"} {
		m := question("_sip._tls.x.example", dns.TypeSRV, from)
		e := m.IsEdns0().Option[0].(*dns.EDNS0_SUBNET)
		e.SourceNetmask, e.Address = uint8(bits), netip.MustParseAddr(from).AsSlice()
		in, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		s.query[bits] = in
	}
	return s
}

// ask returns the number of the answer that an address gets, and its scope.
// The client subnet is the last thing in both packets.
func (s *surveyor) ask(a netip.Addr) (number, scope int) {
	address := a.AsSlice()
	in := s.query[a.BitLen()]
	copy(in[len(in)-len(address):], address)
	n := respond(&s.a, s.plan, netip.MustParseAddr("127.0.0.1"), true, in, s.out)
	if n < 100 || !bytes.Equal(s.out[n-len(address):n], address) {
		s.t.Fatalf("%v: no answer with its subnet", a)
	}
	opt := 11 + 8 + len(address)
	number, ok := s.answered[string(s.out[12:n-opt])]
	if !ok {
		number = len(s.answered)
		s.answered[string(s.out[12:n-opt])] = number
	}
	return number, int(s.out[n-len(address)-1])
}

// run is a stretch of addresses that all get one answer.
type run struct {
	from   netip.Addr
	answer int
}

// runs asks every point at which the database may change its mind, and joins
// what answers alike.
func (s *surveyor) runs(points []netip.Addr) (out []run) {
	slices.SortFunc(points, netip.Addr.Compare)
	for _, p := range slices.Compact(points) {
		if n, _ := s.ask(p); len(out) == 0 || out[len(out)-1].answer != n {
			out = append(out, run{p, n})
		}
	}
	return out
}

// best is the shortest honest scope for an address: the length of the largest
// prefix around it that lies in its run.
func best(runs []run, a netip.Addr) int {
	i, found := slices.BinarySearchFunc(runs, a, func(r run, a netip.Addr) int { return r.from.Compare(a) })
	if !found {
		i--
	}
	for bits := range a.BitLen() + 1 {
		p, _ := a.Prefix(bits)
		if p.Addr().Compare(runs[i].from) >= 0 && (i+1 == len(runs) || last(p).Compare(runs[i+1].from) < 0) {
			return bits
		}
	}
	return a.BitLen()
}

func last(p netip.Prefix) netip.Addr {
	b := p.Masked().Addr().AsSlice()
	for bit := p.Bits(); bit < 8*len(b); bit++ {
		b[bit/8] |= 0x80 >> (bit % 8)
	}
	a, _ := netip.AddrFromSlice(b)
	return a
}

// survey compares the scopes of random addresses with the best ones: none may
// be shorter, and on average they may be one bit longer.
func (s *surveyor) survey(points []netip.Addr, sample func() netip.Addr) {
	s.t.Helper()
	runs := s.runs(points)
	got, want, n := 0, 0, 20000
	for range n {
		a := sample()
		_, scope := s.ask(a)
		b := best(runs, a)
		if scope < b {
			s.t.Fatalf("%v has scope /%d, which holds other answers; the best is /%d", a, scope, b)
		}
		got, want = got+scope, want+b
	}
	mean, least := float64(got)/float64(n), float64(want)/float64(n)
	if mean > least+1 {
		s.t.Errorf("the mean scope is %.2f, more than a bit above the best, %.2f", mean, least)
	}
	s.t.Logf("%d points, %d runs of one answer, mean scope %.3f, best %.3f", len(points), len(runs), mean, least)
}

// cellEnds are the points around a range: its ends, and those of the /24 or /56
// cells that they lie in, because deeper ones are flattened.
func cellEnds(from, to netip.Addr) (out []netip.Addr) {
	cell := 24
	if from.Is6() {
		cell = 56
	}
	for _, a := range [...]netip.Addr{from, to} {
		p, _ := a.Prefix(cell)
		for _, b := range [...]netip.Addr{a, a.Next(), p.Addr(), last(p).Next()} {
			if b.IsValid() {
				out = append(out, b)
			}
		}
	}
	return out
}

// TestScopeOfNestedDatabases: random databases with cells inside cells, down
// to single addresses.
func TestScopeOfNestedDatabases(t *testing.T) {
	places := []geo.Place{
		{Country: "NL", Lat: 52, Lon: 5, Located: true},
		{Country: "US", Lat: 40, Lon: -75, Located: true},
		{Country: "SG", Lat: 1, Lon: 104, Located: true},
		{Country: "BR", Lat: -23, Lon: -46, Located: true},
		{},
	}
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 3))
		networks := map[netip.Prefix]geo.Place{}
		points := map[bool][]netip.Addr{true: {netip.IPv4Unspecified()}, false: {netip.MustParseAddr("2001:db8::")}}
		for range 300 {
			a := randomAddr(r)
			bits := 8 + r.IntN(25)
			if a.Is6() {
				bits = 32 + r.IntN(97)
			}
			p, _ := a.Prefix(bits)
			networks[p] = places[r.IntN(len(places))]
			points[a.Is4()] = append(points[a.Is4()], cellEnds(p.Addr(), last(p))...)
		}
		b, err := geo.BuildNetworks(networks)
		if err != nil {
			t.Fatal(err)
		}
		db, err := geo.Decode("nested.mmdb", b)
		if err != nil {
			t.Fatal(err)
		}
		s := newSurveyor(t, db)
		for _, four := range [...]bool{true, false} {
			s.survey(points[four], func() netip.Addr {
				for {
					if a := randomAddr(r); a.Is4() == four {
						return a
					}
				}
			})
		}
	}
}

// TestScopeOfRealCountries: the same over the country data of a Debian
// package, 662,000 ranges.
func TestScopeOfRealCountries(t *testing.T) {
	inputs := []geo.NamedReader{}
	for _, file := range [...]string{"/usr/share/tor/geoip", "/usr/share/tor/geoip6"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Skip("no country data: install the Debian package tor-geoipdb")
		}
		inputs = append(inputs, geo.NamedReader{Name: file, R: bytes.NewReader(text), Size: int64(len(text))})
	}
	points := map[bool][]netip.Addr{true: {netip.IPv4Unspecified()}, false: {netip.IPv6Unspecified()}}
	for _, in := range inputs {
		err := geo.ReadCSV(in.R, in.Name, func(from, to netip.Addr, _ geo.Place) error {
			points[from.Is4()] = append(points[from.Is4()], cellEnds(from, to)...)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		in.R.(*bytes.Reader).Seek(0, 0)
	}
	var b bytes.Buffer
	if err := geo.Build(&b, inputs, nil); err != nil {
		t.Fatal(err)
	}
	db, err := geo.Decode("countries.mmdb", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	s := newSurveyor(t, db)
	r := rand.New(rand.NewPCG(1, 2))
	s.survey(points[true], func() netip.Addr {
		var a [4]byte
		binary.BigEndian.PutUint32(a[:], r.Uint32())
		return netip.AddrFrom4(a)
	})
	s.survey(points[false], func() netip.Addr {
		var a [16]byte
		binary.BigEndian.PutUint64(a[:], 0x2000000000000000|r.Uint64()>>4)
		binary.BigEndian.PutUint64(a[8:], r.Uint64())
		return netip.AddrFrom16(a)
	})
}
