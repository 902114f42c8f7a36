package probe

import (
	"context"
	"crypto/x509"
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"

	"geosrv/health"
)

// Limit is the most that a probe reads from a peer, in bytes. More than that
// is health.ReasonProto: an endless banner is no answer.
const Limit = 64 << 10

// Options are what all probes of one process share. The zero value is usable.
type Options struct {
	// Roots are the authorities of `verify: full`; nil means the system's.
	Roots *x509.CertPool
	// UserAgent is sent where a protocol has a place for it; "" means geosrv.
	UserAgent string
}

// prober does one probe: the options of all, and what this one showed.
type prober struct {
	Options
	last **handshake // where the latest handshake is kept for New; nil nowhere
}

// New returns the probe that speaks the protocol of Endpoint.Check. An
// endpoint that makes no sense is a failure with health.ReasonConfig. The
// probe may be called from any number of goroutines; it starts none that
// outlives the call.
func New(opts Options) health.Probe {
	if opts.UserAgent == "" {
		opts.UserAgent = "geosrv"
	}
	return func(ctx context.Context, e health.Endpoint) health.Observation {
		began := time.Now()
		var last *handshake
		o := prober{opts, &last}.check(ctx, e)
		o.Took = time.Since(began)
		o.Began = began
		if last != nil {
			o = last.noted(o, began.Add(o.Took))
		}
		o.Warn = short(o.Warn)
		o.Detail = short(o.Detail)
		return o
	}
}

// check dispatches by the endpoint's check.
func (p prober) check(ctx context.Context, e health.Endpoint) health.Observation {
	if !e.Dial.IsValid() {
		e.Dial = e.Addr
	}
	if err := sane(e); err != nil {
		return failed(health.ReasonConfig, err.Error())
	}
	switch e.Check {
	case "sip":
		return p.sip(ctx, e)
	case "tls":
		return p.tls(ctx, e)
	case "tcp":
		return p.tcp(ctx, e)
	case "https":
		return p.https(ctx, e)
	case "xmpp":
		return p.xmpp(ctx, e)
	case "smtp":
		return p.smtp(ctx, e)
	case "ms-turn":
		return p.msTURN(ctx, e)
	case "stun":
		return p.stun(ctx, e)
	case "exec":
		return p.exec(ctx, e)
	case "file":
		return p.file(ctx, e)
	case "dns":
		return p.dns(ctx, e)
	}
	return failed(health.ReasonConfig, fmt.Sprintf("no such check %q (one of %s)", e.Check, strings.Join(Checks(), ", ")))
}

// Checks lists the checks that New knows, sorted.
func Checks() []string {
	return []string{"exec", "file", "https", "ms-turn", "sip", "smtp", "stun", "tcp", "tls", "xmpp"}
}

// Defaults are the transport and port of a check when nothing else is said;
// port 0 means that the check has none of its own. An unknown check gives "".
func Defaults(check string) (transport string, port uint16) {
	switch check {
	case "https":
		return "tls", 443
	case "ms-turn", "stun":
		return "udp", 3478
	case "sip":
		return "tls", 5061
	case "smtp":
		return "tcp", 25
	case "tcp":
		return "tcp", 0
	case "tls":
		return "tls", 443
	case "xmpp":
		return "tcp", 5269
	}
	return "", 0
}

// transports are the ones that a check can be spoken over.
func transports(check string) []string {
	switch check {
	case "sip":
		return []string{"tls", "tcp", "udp"}
	case "smtp", "xmpp":
		return []string{"tcp", "tls"}
	case "tcp":
		return []string{"tcp"}
	case "ms-turn":
		return []string{"udp", "tcp"}
	case "stun":
		return []string{"udp", "tcp", "tls"}
	case "exec", "file":
		return []string{""}
	}
	return []string{"tls"}
}

// sane rejects what would be sent wrongly or could not be sent at all. Names
// become part of requests, so they must not hold separators of any protocol.
func sane(e health.Endpoint) error {
	switch {
	case !slices.Contains(Checks(), e.Check):
		return nil // check says it better
	case !slices.Contains(transports(e.Check), e.Transport):
		return fmt.Errorf("check %s cannot be spoken over %q (one of %s)", e.Check, e.Transport, strings.Join(transports(e.Check), ", "))
	case !e.Dial.IsValid() || e.Dial.Port() == 0 && e.Transport != "":
		return fmt.Errorf("no address and port to probe")
	case e.Source.IsValid() && family(e.Source) != family(e.Dial.Addr()):
		return fmt.Errorf("source %s and address %s are of different families", e.Source, e.Dial.Addr())
	case e.Verify != "" && !slices.Contains([]string{health.VerifyName, health.VerifyFull, health.VerifyNone}, e.Verify):
		return fmt.Errorf("verify %q (one of name, full, none)", e.Verify)
	case !slices.Contains([]string{"", health.StreamServer, health.StreamClient}, e.Stream):
		return fmt.Errorf("stream %q (server or client)", e.Stream)
	case !slices.Contains([]string{"", health.StartTLSOffered, health.StartTLSRequired, health.StartTLSNever}, e.StartTLS):
		return fmt.Errorf("starttls %q (one of offered, required, never)", e.StartTLS)
	case e.Register && e.Check != "sip":
		return fmt.Errorf("check %s knows no REGISTER", e.Check)
	}
	switch {
	case e.Check == "exec" && (len(e.Command) == 0 || !filepath.IsAbs(e.Command[0])):
		return fmt.Errorf("no command with an absolute path to run")
	case e.Check == "file" && !filepath.IsAbs(e.File):
		return fmt.Errorf("no file with an absolute path to read")
	}
	for _, word := range []string{e.Name, e.Host, e.Path, e.From, e.Domain} {
		if strings.ContainsFunc(word, unfit) {
			return fmt.Errorf("%q cannot be part of a request", word)
		}
	}
	return nil
}

// unfit tells the characters that have no place in a host name, path or
// address of a request.
func unfit(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune(`<>"`, r) }

// family is 4 or 6; an IPv4 address mapped into IPv6 is IPv4 on the wire.
func family(a netip.Addr) int {
	if a.Unmap().Is4() {
		return 4
	}
	return 6
}

// detailLimit bounds the peer's words in log, status and history, in bytes.
const detailLimit = 200

// short makes the peer's words fit for a line of text, and for a terminal: what
// is not a space and cannot be seen, controls of either set and marks that turn
// the direction of text among them, is a dot.
func short(detail string) string {
	clean := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == '�' {
			return '.'
		}
		return r
	}, detail)
	if len(clean) > detailLimit {
		clean = strings.ToValidUTF8(clean[:detailLimit], "") + "..."
	}
	return clean
}

// joined puts two texts for people into one; either may be empty.
func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// answered is an observation of a peer that answers.
func answered(detail string) health.Observation {
	return health.Observation{Outcome: health.Answered, Reason: health.ReasonOK, Detail: detail}
}

// degraded is an observation of a peer that answers, and not as well as it
// should.
func degraded(reason, detail string) health.Observation {
	return health.Observation{Outcome: health.Answered, Degraded: true, Reason: reason, Detail: detail}
}

// draining is an observation of a peer that answers and wants no guests.
func draining(reason, detail string) health.Observation {
	return health.Observation{Outcome: health.Draining, Reason: reason, Detail: detail}
}

// failed is an observation of a peer that does not answer as it should.
func failed(reason, detail string) health.Observation {
	return health.Observation{Outcome: health.Failed, Reason: reason, Detail: detail}
}
