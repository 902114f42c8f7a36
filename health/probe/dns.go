package probe

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"net"
	"strings"
	"time"

	"geosrv/health"
)

// dnsRTO is the first wait for a reply; each next one is twice as long. The
// probe's own deadline ends them.
const dnsRTO = 500 * time.Millisecond

const dnsHeader = 12 // bytes (RFC 1035 4.1.1)

// dns asks a nameserver for the SOA record of the zone Endpoint.Name by plain
// DNS over UDP (RFC 1035 4.1). Any reply is a sign of life, a refusal as well:
// this is how references are asked, which only tell whether we can see. It is
// no check of a service.
func (p prober) dns(ctx context.Context, e health.Endpoint) health.Observation {
	conn, err := dial(ctx, "udp", e)
	if err != nil {
		return broken(err)
	}
	defer conn.Close()
	defer bind(ctx, conn)()
	conn = &bounded{conn, Limit}
	query := soaQuery(uint16(rand.Uint32()), e.Name)
	reply := make([]byte, 512)
	for wait := dnsRTO; ; wait *= 2 {
		if _, err := conn.Write(query); err != nil {
			return broken(err)
		}
		rcode, ok, err := dnsReply(ctx, conn, reply, query, wait)
		switch {
		case ok:
			return answered(rcode)
		case err != nil:
			return broken(err)
		}
	}
}

// dnsReply waits so long for the reply to a query; the error is nil if another
// try is in time. What is no reply to it is waited over: anybody can send a
// datagram.
func dnsReply(ctx context.Context, conn net.Conn, b, query []byte, wait time.Duration) (rcode string, ok bool, err error) {
	until := time.Now().Add(wait)
	if deadline, has := ctx.Deadline(); has && deadline.Before(until) {
		until = deadline
	}
	for {
		if err := conn.SetReadDeadline(until); err != nil {
			return "", false, err
		}
		if ctx.Err() != nil { // it ended between its own deadline and ours
			return "", false, ctx.Err()
		}
		n, err := conn.Read(b)
		switch {
		case err == nil && n >= dnsHeader && b[0] == query[0] && b[1] == query[1] && b[2]&0x80 != 0:
			return dnsWord(b[3] & 0x0f), true, nil
		case err == nil:
			continue
		case timedOut(err) && ctx.Err() == nil && !atDeadline(ctx):
			return "", false, nil
		}
		return "", false, err
	}
}

// timedOut reports whether a read ended by its deadline.
func timedOut(err error) bool {
	n, ok := err.(net.Error)
	return ok && n.Timeout()
}

// atDeadline reports whether there is no time for another try.
func atDeadline(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ok && !time.Now().Before(deadline)
}

// soaQuery is a query for a zone's SOA record, without recursion. A name that
// cannot be written so is asked as the root: any reply will do.
func soaQuery(id uint16, zone string) []byte {
	b := binary.BigEndian.AppendUint16(nil, id)
	b = append(b, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
	if name := strings.TrimSuffix(zone, "."); name != "" && !strings.ContainsRune(name, '\\') {
		for label := range strings.SplitSeq(name, ".") {
			if len(label) == 0 || len(label) > 63 {
				b = b[:dnsHeader]
				break
			}
			b = append(append(b, byte(len(label))), label...)
		}
	}
	return append(b, 0, 0, 6, 0, 1) // the root label, SOA, IN
}

// dnsWord is a reply code by name (RFC 1035 4.1.1), as far as it has a common
// one.
func dnsWord(rcode byte) string {
	words := [...]string{"NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"}
	if int(rcode) < len(words) {
		return words[rcode]
	}
	return "another reply code"
}
