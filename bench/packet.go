package main

import (
	"encoding/binary"
	"math/rand/v2"
	"net"
	"strings"

	"github.com/miekg/dns"
)

// queries are the questions for n ladder sets, by set: SRV, with EDNS and the
// client subnet of an asker somewhere in the world, so that the answers are of
// many orders. The id is the number of the set.
func queries(n int, seed uint64) ([][]byte, error) {
	random := rand.New(rand.NewPCG(seed, 1))
	var out [][]byte
	for k := range n {
		m := new(dns.Msg).SetQuestion(dns.Fqdn(ladderName(k)), dns.TypeSRV)
		m.Id = uint16(k)
		m.SetEdns0(1232, false)
		from := net.IPv4(byte(1+random.IntN(223)), byte(random.IntN(256)), byte(random.IntN(256)), 0)
		m.IsEdns0().Option = append(m.IsEdns0().Option,
			&dns.EDNS0_SUBNET{Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: 24, Address: from.To4()})
		wire, err := m.Pack()
		if err != nil {
			return nil, err
		}
		out = append(out, wire)
	}
	return out, nil
}

// demotedFrom is the priority from which on a pool counts as silent.
const demotedFrom = 1000

// demoted reads a reply without allocating: whether the rung of the site stands
// at the end. ok is false if the reply is not a whole answer with that rung.
func demoted(reply []byte, site string) (is, ok bool) {
	if len(reply) < 12 || reply[2]&2 != 0 || reply[3]&15 != 0 {
		return false, false
	}
	at := 12
	for at < len(reply) && reply[at] != 0 {
		at += int(reply[at]) + 1
	}
	at += 5
	for range binary.BigEndian.Uint16(reply[6:]) {
		// Pointer, type, class, TTL, length; priority, weight, port, target.
		if at+20 > len(reply) || reply[at]&0xc0 != 0xc0 {
			return false, false
		}
		rdata := reply[at+12:]
		length := int(binary.BigEndian.Uint16(reply[at+10:]))
		if length > len(rdata) || length < 8 || int(rdata[6])+7 > length {
			return false, false
		}
		label := string(rdata[7 : 7+rdata[6]]) // does not escape: no allocation
		if rest, found := strings.CutPrefix(label, "access-"); found && strings.HasPrefix(rest, site+"-") {
			return binary.BigEndian.Uint16(rdata) >= demotedFrom, true
		}
		at += 12 + length
	}
	return false, false
}
