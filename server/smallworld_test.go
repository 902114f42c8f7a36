package server

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/answer"
)

// packed is the wire form of a question as an asker from an address sends it.
func packed(t testing.TB, name string, qtype uint16, from string) []byte {
	t.Helper()
	in, err := question(name, qtype, from).Pack()
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// record is a record as the light decoder sees it. Names are text in wire form
// without compression.
type record struct {
	owner, rdata string
	rrtype       uint16
	ttl          uint32
}

// service reads the RDATA of an SRV record.
func (r record) service() (priority, weight, port uint16, target string) {
	b := []byte(r.rdata)
	return binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:]), binary.BigEndian.Uint16(b[4:]), string(b[6:])
}

// reply is a decoded message.
type reply struct {
	rcode              int
	answer, additional []record // without OPT
}

// decoder asks a plan and decodes, with little work of its own, so that
// hundreds of thousands of states can be asked.
type decoder struct {
	out [65535]byte
}

func (d *decoder) ask(t testing.TB, p *answer.Plan, in []byte) (r reply) {
	t.Helper()
	var a answer.Answerer
	m := d.out[:respond(&a, p, netip.AddrFrom4([4]byte{127, 0, 0, 1}), true, in, d.out[:])]
	if len(m) < 12 {
		t.Fatalf("reply of %d octets", len(m))
	}
	r.rcode = int(m[3] & 15)
	_, at := wireName(m, 12)
	at += 4
	for section := range 3 {
		for range binary.BigEndian.Uint16(m[6+2*section:]) {
			var rr record
			rr.owner, at = wireName(m, at)
			rr.rrtype, rr.ttl = binary.BigEndian.Uint16(m[at:]), binary.BigEndian.Uint32(m[at+4:])
			end := at + 10 + int(binary.BigEndian.Uint16(m[at+8:]))
			rr.rdata, at = string(m[at+10:end]), end
			switch {
			case section == 0:
				r.answer = append(r.answer, rr)
			case section == 2 && rr.rrtype != dns.TypeOPT:
				r.additional = append(r.additional, rr)
			}
		}
	}
	if at != len(m) {
		t.Fatalf("%d octets behind the last record", len(m)-at)
	}
	return r
}

// wireName expands a name and returns where the next octet stands.
func wireName(m []byte, at int) (name string, next int) {
	for {
		switch c := int(m[at]); {
		case c >= 0xc0:
			rest, _ := wireName(m, int(binary.BigEndian.Uint16(m[at:])&0x3fff))
			return name + rest, at + 2
		case c == 0:
			return name + "\x00", at + 1
		default:
			name += string(m[at : at+1+c])
			at += 1 + c
		}
	}
}

// wireOf is a name in wire form.
func wireOf(t testing.TB, name string) string {
	t.Helper()
	b := make([]byte, 255)
	n, err := dns.PackDomainName(dns.Fqdn(name), b, 0, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	return string(b[:n])
}

// rdatas are the sorted RDATA of records.
func rdatas(rs []record) (out []string) {
	for _, r := range rs {
		out = append(out, r.rdata)
	}
	slices.Sort(out)
	return out
}
