package health

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Endpoint is the unit of health: an address and a port, and how they are
// asked for a sign of life. It holds the parameters after defaults.
//
// The zero value is no endpoint. It may be copied; Expect must not be changed
// after the endpoint was handed over. Two endpoints are the same when their
// keys are.
type Endpoint struct {
	Check     string         // sip, tls, tcp, https, xmpp, smtp, ms-turn, stun, exec, file
	Transport string         // tls, tcp, udp; "" for exec and file
	Addr      netip.AddrPort // as published
	Dial      netip.AddrPort // where it is probed; equal to Addr if nothing says otherwise
	Source    netip.Addr     // local address to probe from; zero: the system's choice
	Name      string         // expected in the certificate, sent as SNI; (sip, xmpp) the domain asked; "" none
	Host      string         // https: the Host header; "" means Name
	Path      string         // https: the path asked; "" means "/"
	Expect    []int          // https: accepted status codes; empty means 200
	Body      string         // https: text that the body must hold; "" any
	Verify    string         // "name" (name and expiry, any chain; the default), "full", "none"
	From      string         // sip: From address of OPTIONS; xmpp: the domain as which we ask; "" default
	Domain    string         // (sip, xmpp) the domain asked; "" means Name
	Stream    string         // xmpp: StreamServer or StreamClient; "" by the port
	StartTLS  string         // xmpp over tcp: StartTLSOffered (the default), StartTLSRequired or StartTLSNever
	Drain     []int          // https: status codes that ask to be left alone; not to be changed either
	Register  bool           // sip: ask by REGISTER as well, which goes on to the next hop
	LegacyTLS bool           // accept TLS 1.0 and the ciphers of its time
	// ClientCert is the file of the certificate shown to a peer that asks for
	// one; "" none. It names Identity in the key; the file is not read here.
	ClientCert string
	Identity   *Identity // what ClientCert holds; nil none
	// WarnBefore is how long before its certificate ends an endpoint is worth
	// a warning; zero means DefaultWarnBefore.
	WarnBefore time.Duration
	Expiring   string        // what a certificate that ends soon does: "warn" (the default) or "degraded"
	Command    []string      // exec: what is run, and its arguments; not to be changed either
	File       string        // file: where somebody else's monitor writes its verdicts
	Final      bool          // file: the verdicts are taken as they stand, not damped
	MaxAge     time.Duration // file: older ones count for nothing; zero means DefaultMaxAge
	Timing     Timing        // how often, and how many
}

// The values of Endpoint.Expiring. An empty value means ExpiringWarns.
const (
	ExpiringWarns    = "warn"     // a warning with the observation
	ExpiringDegrades = "degraded" // and the endpoint is degraded
)

// DefaultWarnBefore is how long before its end a certificate is worth a
// warning: two weeks are time to renew it and to publish it everywhere.
const DefaultWarnBefore = 14 * 24 * time.Hour

// DefaultMaxAge is how old a file of verdicts may be: a monitor that has not
// written for so long has more likely died than found nothing new.
const DefaultMaxAge = time.Minute

// The values of Endpoint.Verify. An empty value means VerifyName.
const (
	VerifyName = "name" // the name and the dates must fit; an unknown authority is tolerated
	VerifyFull = "full" // the chain must lead to one of the system's roots as well
	VerifyNone = "none" // any certificate will do
)

// Key is the endpoint's one text key, the same in state file, log, metrics,
// overrides and among nameservers: `sip/tls 192.0.2.11:443
// name=sip.example.com`. Parameters that differ from their default follow the
// address as k=v, sorted by k; a value with a space, a quote, an equals sign
// or a control character is quoted as Go quotes strings. Checks that speak
// over nothing have no /transport, and may have no port. Dial, Source,
// Identity, MaxAge and Timing are not part of it: they say how we ask, not
// what is asked.
func (e Endpoint) Key() string {
	var b strings.Builder
	b.WriteString(e.Check)
	if e.Transport != "" {
		b.WriteByte('/')
		b.WriteString(e.Transport)
	}
	b.WriteByte(' ')
	b.WriteString(e.where())
	// The order of this list is the order of the key: sorted by name.
	for _, p := range []struct{ name, value, fallback string }{
		{"body", e.Body, ""},
		{"client-cert", e.ClientCert, ""},
		{"command", arguments(e.Command), ""},
		{"domain", lower(e.Domain), lower(e.Name)},
		{"drain", statusList(e.Drain), ""},
		{"expect", statusList(e.Expect), "200"},
		{"expiring", e.Expiring, ExpiringWarns},
		{"file", e.File, ""},
		{"final", flag(e.Final), ""},
		{"from", e.From, ""},
		{"host", lower(e.Host), lower(e.Name)},
		{"legacy-tls", flag(e.LegacyTLS), ""},
		{"name", lower(e.Name), ""},
		{"path", e.Path, "/"},
		{"register", flag(e.Register), ""},
		{"starttls", e.StartTLS, StartTLSOffered},
		{"stream", e.Stream, streamAt(e.Addr.Port())},
		{"verify", e.Verify, VerifyName},
		{"warn-before", e.WarnTime().String(), DefaultWarnBefore.String()},
	} {
		if p.value == "" || p.value == p.fallback {
			continue
		}
		b.WriteByte(' ')
		b.WriteString(p.name)
		b.WriteByte('=')
		b.WriteString(quoted(p.value))
	}
	return b.String()
}

// sameWay reports whether two endpoints of one key are asked the same way, so
// that a probe of the one is a probe of the other.
func (e Endpoint) sameWay(o Endpoint) bool {
	return e.Dial == o.Dial && e.Source == o.Source && e.MaxAge == o.MaxAge && e.Identity.Same(o.Identity)
}

// where is the published address, without a port that is not there.
func (e Endpoint) where() string {
	if e.Addr.Port() == 0 {
		return e.Addr.Addr().String()
	}
	return e.Addr.String()
}

// WarnTime is WarnBefore, or its default.
func (e Endpoint) WarnTime() time.Duration {
	if e.WarnBefore <= 0 {
		return DefaultWarnBefore
	}
	return e.WarnBefore
}

// arguments writes a command as one line; its words can be told apart.
func arguments(command []string) string {
	words := make([]string, len(command))
	for i, w := range command {
		if words[i] = quoted(w); w == "" {
			words[i] = `""`
		}
	}
	return strings.Join(words, " ")
}

// flag writes a parameter that is set or not said.
func flag(on bool) string {
	if on {
		return "true"
	}
	return ""
}

// lower folds a DNS name to its one spelling: names differ neither by case
// nor by the final dot (RFC 4343).
func lower(name string) string {
	return strings.ToLower(strings.TrimSuffix(name, "."))
}

// statusList writes status codes as a sorted list without doubles, so that
// two spellings of one set are one key.
func statusList(codes []int) string {
	sorted := slices.Compact(slices.Sorted(slices.Values(codes)))
	words := make([]string, len(sorted))
	for i, c := range sorted {
		words[i] = strconv.Itoa(c)
	}
	return strings.Join(words, ",")
}

// quoted returns v, quoted if it could not be told from its surroundings.
func quoted(v string) string {
	plain := !strings.ContainsFunc(v, func(r rune) bool {
		return r <= ' ' || r == '"' || r == '=' || r == 0x7f || r > 0x7f
	})
	if plain {
		return v
	}
	return strconv.Quote(v)
}
