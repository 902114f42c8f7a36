package random

import (
	"math/rand/v2"
	"net/netip"

	"github.com/miekg/dns"
)

// opt draws an OPT record (RFC 6891 6.1.2): sizes at and around the bounds,
// flags, unknown options, now and then a version that nobody has.
func opt(r *rand.Rand, subnets bool) *dns.OPT {
	o := &dns.OPT{Hdr: dns.RR_Header{Name: ".", Rrtype: dns.TypeOPT}}
	o.SetUDPSize(pick[uint16](r, 0, 1, 511, 512, 513, 700, 1000, 1231, 1232, 1233, 1232, 1400, 4096, 4096, 65535))
	if r.IntN(3) == 0 {
		o.SetDo()
	}
	if r.IntN(20) == 0 {
		o.SetZ(uint16(r.IntN(1 << 15)))
	}
	if r.IntN(30) == 0 {
		o.SetVersion(uint8(1 + r.IntN(255)))
	}
	if r.IntN(10) == 0 {
		o.Option = append(o.Option, &dns.EDNS0_LOCAL{Code: pick[uint16](r, 65001, 65534, 100, 4), Data: make([]byte, r.IntN(20))})
	}
	if subnets && r.IntN(2) == 0 {
		o.Option = append(o.Option, subnet(r))
	}
	return o
}

// subnet draws a well-formed client subnet (RFC 7871 6).
func subnet(r *rand.Rand) *dns.EDNS0_SUBNET {
	var addr netip.Addr
	family, bits := uint16(1), r.IntN(33)
	if r.IntN(3) == 0 {
		family, bits = 2, r.IntN(129)
		b := [16]byte{0x20, 0x01, 0x0d, 0xb8}
		for i := 4; i < 16; i++ {
			b[i] = byte(r.IntN(256))
		}
		addr = netip.AddrFrom16(b)
	} else {
		addr = netip.AddrFrom4([4]byte{pick[byte](r, 10, 192, 198, 203), byte(r.IntN(256)), byte(r.IntN(256)), byte(r.IntN(256))})
	}
	masked := netip.PrefixFrom(addr, bits).Masked()
	return &dns.EDNS0_SUBNET{
		Code: dns.EDNS0SUBNET, Family: family, SourceNetmask: uint8(bits), Address: masked.Addr().AsSlice(),
	}
}
