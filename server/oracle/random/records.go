package random

import (
	"fmt"
	"strings"

	"github.com/miekg/dns"
)

// fill writes the records of all names, the apex first.
func (m *maker) fill() {
	m.ttl = pick(m.r, 300, 3600)
	m.lines = append(m.lines, "$ORIGIN "+m.apex, fmt.Sprintf("$TTL %d", m.ttl))
	m.apexRecords()
	for _, n := range m.nodes[1:] {
		switch n.kind {
		case data:
			m.rrsets(n.name, 1+m.r.IntN(3))
		case alias:
			m.rr(n.name, "CNAME", m.name())
		case dname:
			m.dname(n.name)
			if m.often(30) {
				m.rrsets(n.name, 1)
			}
		case cut:
			m.delegation(n.name)
		case occluded:
			m.hidden(n.name)
		case server:
			m.addresses(n.name)
		}
	}
}

// apexRecords writes SOA, NS and what else may stand at an apex. A name server
// of the zone itself has an address.
func (m *maker) apexRecords() {
	m.rr(m.apex, "SOA", fmt.Sprintf("ns.elsewhere.test. Host\\.Master.%s ( %d 3600 600 86400 %d )",
		m.apex, 1+m.r.IntN(1<<20), pick(m.r, 0, 30, 300, 7200)))
	servers := 0
	for _, n := range m.nodes {
		if n.kind == server {
			m.rr(m.apex, "NS", n.name)
			servers++
		}
	}
	if servers == 0 || m.often(30) {
		m.rr(m.apex, "NS", "ns.elsewhere.test.")
	}
	if m.nodes[0].kind == dname {
		m.dname(m.apex)
	}
	if m.often(60) {
		m.rrsets(m.apex, 1+m.r.IntN(2))
	}
}

// dname writes a DNAME; its target may lead back to itself.
func (m *maker) dname(owner string) {
	target := m.name()
	if m.often(10) {
		target = "." // allowed, and the shortest
	}
	m.rr(owner, "DNAME", target)
}

// delegation writes a cut: in-domain, sibling and foreign servers, glue where
// it is needed (not always), and sometimes DS.
func (m *maker) delegation(at string) {
	for range 1 + m.r.IntN(3) {
		ns := m.serverOf(at)
		m.rr(at, "NS", ns)
		// Glue: the address of a server that the zone itself cannot answer for.
		if under(ns, at) && m.often(90) || m.belowCut(ns) && m.often(70) {
			m.addresses(ns)
		}
	}
	if m.often(40) {
		for range 1 + m.r.IntN(2) {
			m.rr(at, "DS", fmt.Sprintf("%d 13 2 %064x", m.r.IntN(65536), m.r.Uint64()))
		}
	}
}

// serverOf draws the name of a server of a delegated zone.
func (m *maker) serverOf(at string) string {
	switch m.r.IntN(7) {
	case 0:
		return at
	case 1:
		return "ns.elsewhere.test."
	case 2:
		return m.name()
	case 3:
		for _, n := range m.nodes {
			if n.kind == cut && n.name != at && m.often(50) {
				return m.below("ns.", n.name)
			}
		}
	}
	return m.below(pick(m.r, "ns.", "ns1.", "NS2.", "a."), at)
}

// below puts a label in front, if there is room.
func (m *maker) below(label, name string) string {
	if lengthOf(label)-1+lengthOf(name) > maxName {
		return name
	}
	return label + name
}

func (m *maker) belowCut(name string) bool { return under(name, m.apex) && cover(m.nodes, name) == cut }

// hidden writes data below a cut that nobody can see: addresses (which look
// like glue), others, another cut.
func (m *maker) hidden(owner string) {
	switch {
	case m.alone(owner): // glue came before
		m.addresses(owner)
	case m.often(15):
		m.seen["alone "+strings.ToLower(owner)] = true
		m.rr(owner, "CNAME", m.name())
	case m.often(20) && !isWildcard(owner):
		m.rr(owner, "NS", m.below("ns.", owner))
	default:
		m.rrsets(owner, 1)
	}
}

// alone reports whether something stands at a name already, so that no CNAME
// may.
func (m *maker) alone(owner string) bool { return m.seen["data "+strings.ToLower(owner)] }

// addresses writes A, AAAA or both, unless the name is an alias.
func (m *maker) addresses(owner string) {
	if m.seen["alone "+strings.ToLower(owner)] {
		return
	}
	which := m.r.IntN(5)
	for range 1 + m.r.IntN(2) {
		if which != 0 {
			m.rr(owner, "A", m.rdata("A"))
		}
		if which < 3 {
			m.rr(owner, "AAAA", m.rdata("AAAA"))
		}
	}
}

// rrsets writes n RRsets of drawn types.
func (m *maker) rrsets(owner string, n int) {
	for range n {
		rrtype := m.dataType()
		count := pick(m.r, 1, 1, 1, 2, 3)
		if m.o.Big && m.often(4) {
			rrtype, count = pick(m.r, "TXT", "A", "AAAA", "MX", "SRV"), pick(m.r, 12, 30, 60, 95)
		}
		for range count {
			if rrtype == "TXT" && count > 3 {
				m.rr(owner, rrtype, m.quoted(pick(m.r, 40, 120, 250)))
				continue
			}
			m.rr(owner, rrtype, m.rdata(rrtype))
		}
	}
}

// maxRecords is how many records of one RRset every server loads: BIND takes a
// hundred.
const maxRecords = 100

// rr writes a record once, with one TTL for its RRset, its owner relative or
// absolute, its data as it is or in the form of unknown types (RFC 3597 5).
func (m *maker) rr(owner, rrtype, rdata string) {
	set := strings.ToLower(owner) + " " + rrtype
	if key := set + " " + strings.ToLower(rdata); m.seen[key] {
		return
	} else {
		m.seen[key] = true
	}
	if m.counts[set]++; m.counts[set] > maxRecords {
		return
	}
	m.seen["data "+strings.ToLower(owner)] = true
	ttl, known := m.ttls[set]
	if !known {
		ttl = pick(m.r, 0, 1, 60, 300, 3600, 86400, m.ttl, m.ttl, m.ttl)
		m.ttls[set] = ttl
	}
	text := owner
	if relative, ok := strings.CutSuffix(owner, "."+m.apex); ok && m.often(70) {
		text = relative
	} else if owner == m.apex && m.often(50) {
		text = "@"
	}
	line := text + "\t"
	if ttl != m.ttl || m.often(30) {
		line += fmt.Sprintf("%d\t", ttl)
	}
	if rrtype == "A" && m.often(5) {
		rrtype, rdata = "TYPE1", generic(rdata)
	}
	m.lines = append(m.lines, line+"IN\t"+rrtype+"\t"+rdata)
}

// generic writes an IPv4 address as RDATA of an unknown type.
func generic(addr string) string {
	a, _ := dns.NewRR(". A " + addr)
	b := a.(*dns.A).A.To4()
	return fmt.Sprintf(`\# 4 %02x%02x%02x%02x`, b[0], b[1], b[2], b[3])
}
