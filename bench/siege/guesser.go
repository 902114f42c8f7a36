package siege

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"time"
	"unsafe"

	"github.com/miekg/dns"
	"golang.org/x/sys/unix"
)

// throngs is how many networks /24 half of a guesser's questions come from, as
// through large resolvers.
const throngs = 16

// guesser asks for random names below those that there are, from addresses all
// over a network, each time with another client subnet. Make it with newGuesser;
// it must not be copied.
type guesser struct {
	conn    *net.UDPConn
	to      netip.AddrPort
	random  *rand.Rand
	bases   [][]byte // names in wire form
	packet  []byte
	control []byte // says where a packet is from (ip(7), IP_PKTINFO)
	reading sync.WaitGroup
	got     guesses
}

// guesses is what became of its questions.
type guesses struct {
	Sent    int `json:"sent"`
	Missing int `json:"missing"` // no such name
	Found   int `json:"found"`   // a wildcard had it
	Short   int `json:"short"`   // truncated replies
	Other   int `json:"other"`   // replies of any other kind
}

// strayNetwork is where a guesser asks from.
func strayNetwork() netip.Prefix { return netip.MustParsePrefix("100.64.0.0/10") }

// newGuesser opens its socket, which every address of strayNetwork must be
// local to.
func newGuesser(to netip.AddrPort) (*guesser, error) {
	conn, err := net.ListenUDP("udp4", nil)
	if err != nil {
		return nil, err
	}
	if err := conn.SetReadBuffer(4 << 20); err != nil {
		conn.Close()
		return nil, err
	}
	f := &guesser{conn: conn, to: to, random: rand.New(rand.NewPCG(2, 2))}
	for _, name := range []string{
		globeApex, globeApex, wildApex, "sub." + wildApex, globeSRV(1), globeWeb(1), globeHost(1), globeEdge(1),
	} {
		var b [256]byte
		n, err := dns.PackDomainName(name, b[:], 0, nil, false)
		if err != nil {
			panic(err) // the names are ours
		}
		f.bases = append(f.bases, append([]byte(nil), b[:n]...))
	}
	f.control = make([]byte, unix.CmsgSpace(unix.SizeofInet4Pktinfo))
	header := (*unix.Cmsghdr)(unsafe.Pointer(&f.control[0]))
	header.Level, header.Type = unix.IPPROTO_IP, unix.IP_PKTINFO
	header.SetLen(unix.CmsgLen(unix.SizeofInet4Pktinfo))
	return f, nil
}

// run floods for a time, waits a moment for what is under way, and closes the
// socket.
func (f *guesser) run(ctx context.Context, rate int, lasts time.Duration) guesses {
	f.reading.Go(f.read)
	sent := 0
	pace(ctx, rate, lasts, func() {
		f.from(f.source())
		f.conn.WriteMsgUDPAddrPort(f.guess(uint16(sent)), f.control, f.to) // if it is lost, it is not answered
		sent++
	})
	rest(ctx, 200*time.Millisecond)
	f.conn.Close()
	f.reading.Wait()
	f.got.Sent = sent
	return f.got
}

// source is who asks next.
func (f *guesser) source() [4]byte {
	r := f.random.Uint32()
	a := [4]byte{100, 64 | byte(r>>16&63), byte(r >> 8), byte(r)}
	if r>>31 == 0 {
		a[1], a[2] = 64, byte(r>>8%throngs)
	}
	return a
}

// from says whom the next packet is from.
func (f *guesser) from(a [4]byte) {
	info := (*unix.Inet4Pktinfo)(unsafe.Pointer(&f.control[unix.CmsgLen(0)]))
	info.Spec_dst = a
}

// guess makes a question: one to three random labels below a name that there is,
// of one of the usual types, with a client subnet of either family and any
// length.
func (f *guesser) guess(id uint16) []byte {
	b := binary.BigEndian.AppendUint16(f.packet[:0], id)
	b = append(b, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1)
	for range 1 + f.random.IntN(3) {
		n := 4 + f.random.IntN(13)
		b = append(b, byte(n))
		for r := f.random.Uint64(); n > 0; n-- {
			b = append(b, "0123456789abcdef"[r&15])
			r >>= 4
		}
	}
	b = append(b, f.bases[f.random.IntN(len(f.bases))]...)
	types := [...]uint16{dns.TypeA, dns.TypeAAAA, dns.TypeSRV, dns.TypeTXT}
	b = binary.BigEndian.AppendUint16(b, types[f.random.IntN(len(types))])
	b = append(b, 0, dns.ClassINET)
	a := randomAddr(f.random, f.random.IntN(2) == 0)
	p := netip.PrefixFrom(a, f.random.IntN(a.BitLen()+1)).Masked()
	octets := (p.Bits() + 7) / 8
	b = append(b, 0, 0, byte(dns.TypeOPT), 1232>>8, 1232&255, 0, 0, 0, 0, 0, byte(8+octets))
	family := byte(1)
	if a.Is6() {
		family = 2
	}
	b = append(b, 0, dns.EDNS0SUBNET, 0, byte(4+octets), 0, family, byte(p.Bits()), 0)
	f.packet = append(b, p.Addr().AsSlice()[:octets]...)
	return f.packet
}

// read counts replies until the socket is closed.
func (f *guesser) read() {
	var buffer [2048]byte
	for {
		n, err := f.conn.Read(buffer[:])
		if err != nil {
			return
		}
		switch reply := buffer[:n]; {
		case n < 12 || reply[2]&0x80 == 0:
			f.got.Other++
		case reply[2]&2 != 0:
			f.got.Short++
		case reply[3]&15 == dns.RcodeNameError:
			f.got.Missing++
		case reply[3]&15 == dns.RcodeSuccess:
			f.got.Found++
		default:
			f.got.Other++
		}
	}
}
