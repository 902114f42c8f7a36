package compare

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"

	"github.com/miekg/dns"
)

// prepare writes a configuration; see contestant.
type prepare = func(dir string, at netip.AddrPort) ([]string, error)

// ladderSets is how many steered sets the geographic workload has.
const ladderSets = 10

// estate makes an estate in a folder below the workload's.
func (b *builder) estate(name string, sites []site, sets int) (*estate, error) {
	p, err := b.places()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(b.dir, name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	return newEstate(dir, p, sites, sets, b.edges.port)
}

// subnets draws the askers of a workload: client subnets with their countries.
func (b *builder) subnets(p *places) (subnets []netip.Prefix, countries []string) {
	for range b.n {
		subnet, country := p.draw(b.random)
		subnets, countries = append(subnets, subnet), append(countries, country)
	}
	return subnets, countries
}

// ours makes geosrv serve an estate. It is asked for owners of a type in turns.
func (b *builder) ours(name string, e *estate, how steering, owner func(int) string, qtype uint16) (*contestant, error) {
	subnets, countries := b.subnets(e.places)
	i := 0
	file, first, err := b.packets(name, func() question {
		q := question{name: owner(b.random.IntN(e.sets)), qtype: qtype, size: usual, subnet: subnets[i]}
		i++
		return q
	})
	if err != nil {
		return nil, err
	}
	judge, err := e.judgeEstate(how, countries)
	return &contestant{
		name: name, queries: file, first: first, judge: judge,
		prepare: b.prepareOurs([]zone{e.zone}, "off", e.yaml(how)),
	}, err
}

func (b *builder) geographic() ([]*contestant, error) {
	e, err := b.estate("estate", sixSites(), ladderSets)
	if err != nil {
		return nil, err
	}
	srv, err := b.ours(ours, e, ladders, setName, dns.TypeSRV)
	if err != nil {
		return nil, err
	}
	a, err := b.ours(ours+" A", e, nearest, webName, dns.TypeA)
	if err != nil {
		return nil, err
	}
	out := []*contestant{srv, a}
	for _, peer := range []struct {
		name    string
		like    *contestant
		prepare prepare
	}{{knot, srv, prepareKnotGeo(e)}, {gdnsd, a, prepareGdnsdGeo(e)}, {powerdns, srv, preparePowerDNSGeo(e)}} {
		if slices.Contains(b.peers, peer.name) {
			c := &contestant{name: peer.name, prepare: peer.prepare, slow: peer.name == powerdns}
			c.queries, c.first = peer.like.queries, peer.like.first
			out = append(out, c)
		}
	}
	return out, nil
}

func (b *builder) steered() ([]*contestant, error) {
	e, err := b.estate("estate", sixSites(), ladderSets)
	if err != nil {
		return nil, err
	}
	steered, err := b.ours("steered", e, ladders, setName, dns.TypeSRV)
	if err != nil {
		return nil, err
	}
	// The very same questions, so that only the configuration differs.
	static := &contestant{name: "static", queries: steered.queries, first: steered.first}
	static.prepare = b.prepareOurs([]zone{e.zone}, "off", "")
	static.judge, err = judgeStatic([]zone{e.zone})
	return []*contestant{steered, static}, err
}

func (b *builder) sites() (out []*contestant, err error) {
	for _, n := range []int{3, 30} {
		e, err := b.estate(fmt.Sprint("sites", n), manySites(n), ladderSets)
		if err != nil {
			return nil, err
		}
		c, err := b.ours(fmt.Sprint("sites: ", n), e, nearest, webName, dns.TypeA)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

func (b *builder) sets() (out []*contestant, err error) {
	for _, n := range []int{1, 1000} {
		e, err := b.estate(fmt.Sprint("sets", n), sixSites(), n)
		if err != nil {
			return nil, err
		}
		c, err := b.ours(fmt.Sprint("sets: ", n), e, ladders, setName, dns.TypeSRV)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// hostsEach is how many addresses a zone of the workload zones has.
const hostsEach = 10

func (b *builder) zones() (out []*contestant, err error) {
	for _, n := range []int{1, b.some(10_000)} {
		var zones []zone
		dir := filepath.Join(b.dir, fmt.Sprint("zones", n))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, err
		}
		zoneName := func(i int) string { return fmt.Sprintf("z%05d.example.", i) }
		for i := range n {
			text := head(zoneName(i))
			for j := range hostsEach {
				text += fmt.Sprintf("www%d A 192.0.2.%d\n", j, j)
			}
			z, err := writeZone(dir, zoneName(i), text)
			if err != nil {
				return nil, err
			}
			zones = append(zones, z)
		}
		c := &contestant{name: fmt.Sprint("zones: ", n), prepare: b.prepareOurs(zones, "off", "")}
		c.queries, c.first, err = b.packets(c.name, func() question {
			name := fmt.Sprintf("www%d.%s", b.random.IntN(hostsEach), zoneName(b.random.IntN(n)))
			return question{name: name, qtype: dns.TypeA, size: usual}
		})
		if err != nil {
			return nil, err
		}
		if c.judge, err = judgeStatic(zones); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// limit serves the static zone without and with the rate limit that is the
// default. The load is from so many networks that none of them reaches it.
func (b *builder) limit() ([]*contestant, error) {
	z, err := b.staticZone()
	if err != nil {
		return nil, err
	}
	b.peers = nil
	off, err := b.everybody([]zone{z}, b.mixed(usual), wantAnswer)
	if err != nil {
		return nil, err
	}
	on := *off[0]
	off[0].name, on.name = "limit off", "limit on"
	off[0].spread, on.spread = true, true
	on.prepare = b.prepareOurs([]zone{z}, "on", "")
	return append(off, &on), nil
}
