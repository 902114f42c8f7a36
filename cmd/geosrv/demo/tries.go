package demo

import (
	"fmt"
	"net/netip"
)

// LastLine is the last line that a serving demo prints.
const LastLine = "Ctrl-C ends it."

// try is a question for the person who watches.
type try struct {
	args string // of dig, after the server
	says string // what must be in the answer
}

func (t try) dig(at netip.AddrPort) string {
	return fmt.Sprintf("dig @%s -p %d %s", at.Addr(), at.Port(), t.args)
}

// tries are the questions to go on with.
func tries() []try {
	return []try{
		{"+subnet=198.51.100.7/32 _sip._tls.example.com SRV", "three pools, nyc at the lowest priority"},
		{"+subnet=198.51.100.7/32 _sipfederationtls._tcp.example.com SRV", "exactly one"},
		{"+subnet=198.51.100.7/32 sip.example.com A", "the addresses of nyc; the subnet comes back with a scope"},
		{"+tcp +subnet=203.0.113.7/32 sip.example.com A", "the addresses of sin, over TCP"},
		{"access-ams.example.com A", "both servers of ams"},
		{"_tls.example.com A", "NOERROR without an answer, and the SOA: the name exists"},
		{"nothing.example.com A", "NXDOMAIN, and the SOA"},
		{"example.org A", "REFUSED: not our zone"},
		{"SiP.eXaMpLe.CoM A", "the name comes back as it was asked"},
	}
}
