package main

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// digLine is a dig command, as far as our documents use dig:
//
//	dig @SERVER -p PORT +subnet=PREFIX +short +noall +answer +tcp NAME TYPE
//
// The zero value asks nobody. It is a plain value.
type digLine struct {
	server string
	port   string
	name   string
	qtype  uint16
	subnet netip.Prefix
	short  bool
	tcp    bool
}

// parseDig reads the words behind "dig". Without +short it wants +noall
// +answer: nothing else of dig's output is the same on every machine.
func parseDig(words []string) (d digLine, err error) {
	d = digLine{server: "127.0.0.1", port: "53", qtype: dns.TypeA}
	seen := map[string]bool{}
	for i := 0; i < len(words); i++ {
		word := words[i]
		switch value, isSubnet := strings.CutPrefix(word, "+subnet="); {
		case isSubnet:
			if d.subnet, err = parseSubnet(value); err != nil {
				return d, err
			}
		case strings.HasPrefix(word, "@"):
			d.server = word[1:]
		case word == "-p" && i+1 < len(words):
			i++
			d.port = words[i]
		case strings.HasPrefix(word, "+"):
			seen[word] = true
		case dns.StringToType[word] != 0 && d.name != "":
			d.qtype = dns.StringToType[word]
		case d.name == "" && !strings.HasPrefix(word, "-"):
			d.name = word
		default:
			return d, fmt.Errorf("dig: %q is not understood here", word)
		}
	}
	d.short, d.tcp = seen["+short"], seen["+tcp"]
	if !d.short && !(seen["+noall"] && seen["+answer"]) {
		return d, errors.New("dig: say +short, or +noall +answer")
	}
	for _, known := range []string{"+short", "+tcp", "+noall", "+answer"} {
		delete(seen, known)
	}
	if len(seen) > 0 || d.name == "" {
		return d, fmt.Errorf("dig: %q is not understood here", words)
	}
	return d, nil
}

// parseSubnet reads an address or a network, as +subnet= does.
func parseSubnet(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err
}

// run asks the server at addr and returns the lines that dig would print, with
// one blank between their columns.
func (d digLine) run(addr netip.AddrPort) ([]string, error) {
	client := dns.Client{Timeout: 5 * time.Second}
	if d.tcp {
		client.Net = "tcp"
	}
	reply, _, err := client.Exchange(d.message(), addr.String())
	if err != nil {
		return nil, err
	}
	var lines []string
	for _, rr := range reply.Answer {
		text := rr.String()
		if d.short {
			text = strings.TrimPrefix(text, rr.Header().String())
		}
		lines = append(lines, strings.Join(strings.Fields(text), " "))
	}
	return lines, nil
}

// message is the query that dig would send (RFC 6891, RFC 7871).
func (d digLine) message() *dns.Msg {
	m := new(dns.Msg).SetQuestion(dns.Fqdn(d.name), d.qtype)
	m.SetEdns0(1232, false)
	if d.subnet.IsValid() {
		family := uint16(1)
		if d.subnet.Addr().Is6() {
			family = 2
		}
		m.IsEdns0().Option = append(m.IsEdns0().Option, &dns.EDNS0_SUBNET{
			Code: dns.EDNS0SUBNET, Family: family,
			SourceNetmask: uint8(d.subnet.Bits()), Address: d.subnet.Addr().AsSlice(),
		})
	}
	return m
}

// at is where the command sends its query.
func (d digLine) at() (netip.AddrPort, error) {
	addr, err := netip.ParseAddr(d.server)
	if err != nil {
		return netip.AddrPort{}, err
	}
	port, err := strconv.ParseUint(d.port, 10, 16)
	return netip.AddrPortFrom(addr, uint16(port)), err
}
