package compare

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"

	"github.com/miekg/dns"
)

// question is what a packet is made from.
type question struct {
	name   string // absolute
	qtype  uint16
	size   uint16       // of EDNS (RFC 6891 6.2.3); 0: no OPT record
	subnet netip.Prefix // of the client (RFC 7871); the zero value: none
}

// pack makes the packet, with id 0.
func (q question) pack() ([]byte, error) {
	m := new(dns.Msg).SetQuestion(q.name, q.qtype)
	m.Id, m.RecursionDesired = 0, false
	if q.size > 0 {
		m.SetEdns0(q.size, false)
	}
	if q.subnet.IsValid() {
		e := &dns.EDNS0_SUBNET{
			Code: dns.EDNS0SUBNET, Family: 1,
			SourceNetmask: uint8(q.subnet.Bits()), Address: q.subnet.Addr().AsSlice(),
		}
		if q.subnet.Addr().Is6() {
			e.Family = 2
		}
		opt := m.IsEdns0()
		if opt == nil {
			return nil, errors.New("a client subnet without EDNS")
		}
		opt.Option = append(opt.Option, e)
	}
	return m.Pack()
}

// writePackets writes a file of packets, each behind its length, as TCP has
// them (RFC 1035 4.2.2).
func writePackets(file string, questions []question) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	for _, q := range questions {
		packet, err := q.pack()
		if err != nil {
			return fmt.Errorf("%s: %w", q.name, err)
		}
		// An error of a write comes again with Flush.
		w.Write(binary.BigEndian.AppendUint16(nil, uint16(len(packet))))
		w.Write(packet)
	}
	return errors.Join(w.Flush(), f.Close())
}

// readPackets reads such a file. The packets are slices of one array, each
// behind its two octets of length.
func readPackets(file string) (framed [][]byte, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for len(text) > 0 {
		if len(text) < 2 || len(text) < 2+int(binary.BigEndian.Uint16(text)) {
			return nil, fmt.Errorf("%s: %w", file, io.ErrUnexpectedEOF)
		}
		n := 2 + int(binary.BigEndian.Uint16(text))
		framed = append(framed, text[:n:n])
		text = text[n:]
	}
	if len(framed) == 0 {
		return nil, fmt.Errorf("%s: no packets", file)
	}
	return framed, nil
}
