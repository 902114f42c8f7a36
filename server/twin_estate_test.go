package server

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"geosrv/server/oracle"
	"geosrv/server/oracle/random"
	"geosrv/zones"
)

// estate draws a world of pools, names that are steered, and zones that hold
// them, of few names each, so that names meet. What it draws is valid: no
// loader may refuse it.
type estate struct {
	r      *rand.Rand
	w      oracle.World
	apexes []string
	lines  map[string][]string // by apex
	port   []uint16
	hosts  map[string][]string // pool -> its host names
	moving []string            // steered names, for others to lead to
	owners int
}

func drawEstate(r *rand.Rand) oracle.World {
	e := &estate{r: r, lines: map[string][]string{}, hosts: map[string][]string{}, port: []uint16{443, 5061, 5222, 80}}
	e.apexes = []string{"x.example.", "y.example.", "sub.x.example."}[:1+r.IntN(3)]
	for _, apex := range e.apexes {
		e.say(apex, "@ SOA ns.%s h 1 7200 900 1209600 %d", apex, pick(r, 0, 60, 600))
		e.say(apex, "@ NS ns")
		e.say(apex, "ns A 192.0.2.53")
	}
	if len(e.apexes) == 3 && e.often(70) { // with the cut in the parent, or just beside it
		e.say(e.apexes[0], "sub NS ns.sub")
		e.say(e.apexes[0], "ns.sub A 192.0.2.54")
	}
	e.sites()
	e.networks()
	for i := range 2 + r.IntN(4) {
		e.pool(i)
	}
	for i := range 1 + r.IntN(3) {
		e.services(i)
	}
	for i := range r.IntN(3) {
		e.addresses(i)
	}
	e.decorate()
	e.close()
	return e.w
}

// close parses what was said and puts drawn zones beside, which lead to what is
// steered now and then.
func (e *estate) close() {
	for _, apex := range e.apexes {
		text := fmt.Sprintf("$ORIGIN %s\n$TTL %d\n%s\n", apex, pick(e.r, 3, 30, 60, 300), strings.Join(e.lines[apex], "\n"))
		e.w.Zones = append(e.w.Zones, oracle.Zone{Apex: apex, Records: records(text)})
	}
	o := random.Options{Names: 1 + e.r.IntN(25), Occluded: e.often(50), Big: e.often(35), Others: append(e.apexes, e.moving...)}
	for _, z := range random.NewZones(e.r, "test.", e.r.IntN(4), o) {
		count := map[string]int{}
		z.Records = slices.DeleteFunc(z.Records, func(rr dns.RR) bool {
			key := strings.ToLower(rr.Header().Name) + dns.Type(rr.Header().Rrtype).String()
			count[key]++
			return e.serves(rr) || count[key] > zones.MaxRecords
		})
		e.w.Zones = append(e.w.Zones, oracle.Zone{Apex: z.Apex, Records: z.Records})
	}
}

// serves reports whether a record makes a steered name a name server, which
// nobody may.
func (e *estate) serves(rr dns.RR) bool {
	ns, ok := rr.(*dns.NS)
	if !ok {
		return false
	}
	for _, names := range e.hosts {
		if slices.Contains(names, ns.Ns) {
			return true
		}
	}
	return slices.Contains(e.moving, ns.Ns)
}

func (e *estate) often(percent int) bool { return e.r.IntN(100) < percent }

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// some draws at least one of several, in random order.
func some[T any](r *rand.Rand, of []T) (out []T) {
	for _, i := range r.Perm(len(of))[:1+r.IntN(len(of))] {
		out = append(out, of[i])
	}
	return out
}

func (e *estate) apex() string { return pick(e.r, e.apexes...) }

// say writes a line of a zone.
func (e *estate) say(apex, format string, args ...any) {
	e.lines[apex] = append(e.lines[apex], fmt.Sprintf(format, args...))
}

func (e *estate) sites() {
	all := []oracle.Site{
		{Name: "ams", Lat: 52.37, Lon: 4.9},
		{Name: "fra", Lat: 50.11, Lon: 8.68},
		{Name: "nyc", Lat: 40.71, Lon: -74.01},
		{Name: "sin", Lat: 1.35, Lon: 103.82},
		{Name: "syd", Lat: -33.87, Lon: 151.21},
		{Name: "gru", Lat: -23.55, Lon: -46.63},
		{Name: "ber", Lat: 52.37, Lon: 4.9}, // where ams is
	}
	e.w.Sites = some(e.r, all)
	for i := range e.w.Sites {
		if e.often(40) {
			e.w.Sites[i].Area = pick(e.r, "one", "two")
		}
		if e.often(40) {
			e.w.Unknown = append(e.w.Unknown, e.w.Sites[i].Name)
		}
	}
	e.r.Shuffle(len(e.w.Unknown), func(i, j int) { e.w.Unknown[i], e.w.Unknown[j] = e.w.Unknown[j], e.w.Unknown[i] })
	e.w.Depth = e.r.IntN(5)
}

func (e *estate) site() string { return e.w.Sites[e.r.IntN(len(e.w.Sites))].Name }

// networks are of all lengths, most of them inside others.
func (e *estate) networks() {
	e.w.Networks = map[netip.Prefix]string{}
	for range pick(e.r, 0, 2, 6, 12) {
		a := randomAddr(e.r)
		bits := 8 + e.r.IntN(25)
		if a.Is6() {
			bits = 32 + e.r.IntN(97)
		}
		if e.often(5) {
			bits = 0
		}
		p, _ := a.Prefix(bits)
		e.w.Networks[p] = e.site()
	}
	switch e.r.IntN(8) {
	case 0:
		e.w.Subnets.None = true
	case 1:
		e.w.Subnets.From = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("192.0.2.0/25")}
	}
}

// pool draws a pool with its host names and their addresses.
func (e *estate) pool(i int) {
	p := oracle.Pool{Name: fmt.Sprintf("p%d", i), Site: e.site(), MinUp: pick(e.r, 0, 0, 1, 2, 3), NoMembers: e.often(10)}
	most := pick(e.r, 4, 4, 4, 12)
	roles := pick(e.r, []string{""}, []string{"web", "sip"}, []string{"web", "sip", "av"})
	n := 0
	for _, name := range roles {
		role := oracle.Role{Name: name}
		if name != "" && e.often(60) {
			role.Port = pick(e.r, e.port...)
		}
		outside := name == "" && e.often(20)
		for k := range 1 + e.r.IntN(5)/3 {
			apex := e.apex()
			host := fmt.Sprintf("h%d%s%d", i, name, k)
			if outside {
				apex = "elsewhere.test."
			}
			if e.often(10) {
				host += ".in"
			}
			role.Hosts = append(role.Hosts, host+"."+apex)
			e.hosts[p.Name] = append(e.hosts[p.Name], host+"."+apex)
			for range 1 + e.r.IntN(most) {
				n++
				a := fmt.Sprintf("192.0.%d.%d", 10+i, n)
				if e.often(30) {
					a = fmt.Sprintf("2001:db8:%x::%x", 10+i, n)
				}
				if outside {
					role.Addresses = append(role.Addresses, netip.MustParseAddr(a))
					continue
				}
				e.say(apex, "%s %s %s", host, family(a), a)
			}
		}
		p.Roles = append(p.Roles, role)
	}
	e.servers(&p, n)
	e.w.Pools = append(e.w.Pools, p)
}

// family is the type of records of an address.
func family(a string) string {
	if strings.Contains(a, ":") {
		return "AAAA"
	}
	return "A"
}

// servers gives some addresses of a pool to machines, and puts machines behind
// another.
func (e *estate) servers(p *oracle.Pool, n int) {
	i := int(p.Name[1]-'0') + 10
	for k := range pick(e.r, 0, 0, 1, 2) {
		s := oracle.Server{Name: fmt.Sprintf("%s-%d", p.Name, k)}
		for a := k + 1; a <= n; a += 3 {
			s.Addresses = append(s.Addresses, netip.AddrFrom4([4]byte{192, 0, byte(i), byte(a)}))
		}
		if len(s.Addresses) > 0 {
			p.Servers = append(p.Servers, s)
		}
	}
	if n > 0 && len(p.Servers) == 0 && e.often(50) {
		for k := range 1 + e.r.IntN(4) {
			p.Servers = append(p.Servers, oracle.Server{
				Name: fmt.Sprintf("%s-b%d", p.Name, k), Behind: netip.AddrFrom4([4]byte{192, 0, byte(i), 1}),
				Probe: netip.AddrFrom4([4]byte{198, 18, byte(i), byte(k)}),
			})
		}
	}
}
