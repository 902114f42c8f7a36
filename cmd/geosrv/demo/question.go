package demo

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// question is what is asked, and from where: a name in example.com and the
// site near which the asker is, "" for no client subnet.
type question struct {
	name  string
	qtype uint16
	from  string
}

// place is the address of an asker near a site.
func place(site string) string {
	return map[string]string{"ams": "192.0.2.7", "nyc": "198.51.100.7", "sin": "203.0.113.7"}[site]
}

// message is the question as dig sends it: with EDNS, and with a client subnet
// (RFC 7871) of the full length.
func (q question) message() *dns.Msg {
	m := new(dns.Msg).SetQuestion(q.name+".example.com.", q.qtype)
	m.SetEdns0(1232, false)
	if q.from != "" {
		m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_SUBNET{
			Code: dns.EDNS0SUBNET, Family: 1, SourceNetmask: 32, Address: net.ParseIP(place(q.from)).To4(),
		})
	}
	return m
}

// dig is the command that asks the same.
func (q question) dig(at netip.AddrPort) string {
	line := fmt.Sprintf("dig @%s -p %d ", at.Addr(), at.Port())
	if q.from != "" {
		line += "+subnet=" + place(q.from) + "/32 "
	}
	return line + q.name + ".example.com " + dns.TypeToString[q.qtype]
}

// asker asks the server over UDP. Make one with newAsker; it is used by one
// goroutine.
type asker struct {
	at     netip.AddrPort
	client dns.Client
	conn   *dns.Conn
}

// patienceOfOne is how long one question waits for its answer. On loopback an
// answer that is not there by then was lost.
const patienceOfOne = time.Second

func newAsker(at netip.AddrPort) (*asker, error) {
	a := &asker{at: at, client: dns.Client{Timeout: patienceOfOne}}
	conn, err := a.client.Dial(at.String())
	a.conn = conn
	return a, err
}

func (a *asker) close() { a.conn.Close() }

// ask returns the answer section in the order of its priorities.
func (a *asker) ask(q question) (reply, error) {
	m, _, err := a.client.ExchangeWithConn(q.message(), a.conn)
	if err != nil {
		return reply{}, err
	}
	r := reply{rcode: m.Rcode, records: m.Answer}
	slices.SortFunc(r.records, func(x, y dns.RR) int {
		return strings.Compare(sortKey(x), sortKey(y))
	})
	return r, nil
}

// sortKey orders SRV records by priority, and addresses as text.
func sortKey(rr dns.RR) string {
	if srv, ok := rr.(*dns.SRV); ok {
		return fmt.Sprintf("%05d %s", srv.Priority, srv)
	}
	return rdata(rr)
}

// reply is what matters of an answer. Its zero value is an empty one.
type reply struct {
	rcode   int
	records []dns.RR
}

// is reports whether the answer is exactly the wanted records, each as its
// RDATA in text form, in order. TTLs do not count.
func (r reply) is(q question, want []string) bool {
	return r.rcode == dns.RcodeSuccess && len(r.records) == len(want) &&
		!slices.ContainsFunc(r.records, func(rr dns.RR) bool { return rr.Header().Rrtype != q.qtype }) &&
		slices.Equal(r.short(), want)
}

// short is the RDATA of the records in text form.
func (r reply) short() (out []string) {
	for _, rr := range r.records {
		out = append(out, rdata(rr))
	}
	return out
}

// String is the short form on one line, or the status of an answer without
// records.
func (r reply) String() string {
	if r.rcode != dns.RcodeSuccess {
		return dns.RcodeToString[r.rcode]
	}
	if len(r.records) == 0 {
		return "no records"
	}
	return strings.Join(r.short(), ", ")
}

// rdata is the data of a record in text form.
func rdata(rr dns.RR) string { return strings.TrimPrefix(rr.String(), rr.Header().String()) }
