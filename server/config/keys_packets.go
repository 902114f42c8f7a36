package config

import (
	"math"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds of what guards the sockets.
const (
	maxRate        = 1_000_000 // replies a second: more is off
	maxSlip        = 100       // beyond it an honest asker hardly ever learns to come by TCP
	maxConnections = 1_000_000
	minIdle        = time.Second
	maxIdle        = time.Hour // RFC 7828 could say 6553.5 seconds
	maxNSID        = 128       // octets, so that an answer keeps its room
	maxChaosText   = 255       // octets of one character string (RFC 1035 3.3)
)

// orOff reads off, on (the defaults), or a mapping.
func (r *reader) orOff(off *bool, what string, table []field) setter {
	return func(key string, v *node) {
		if v.kind != scalar || v.null {
			r.fields(v, what, table)
			return
		}
		switch v.text {
		case "off":
			*off = true
		case "on":
		default:
			keys := make([]string, len(table))
			for i, f := range table {
				keys[i] = f.key
			}
			r.fail(v.pos, "write off, on, or {KEY: VALUE} with "+strings.Join(keys, ", "),
				"%s: unknown word %q", key, v.text)
		}
	}
}

// rateLimit reads how many replies one network gets by UDP.
func (r *reader) rateLimit(l *RateLimit) setter {
	read := r.orOff(&l.Off, "rate_limit", []field{
		{"answers", r.number(&l.Answers, 1, maxRate)},
		{"errors", r.number(&l.Errors, 1, maxRate)},
		{"slip", r.number(&l.Slip, 0, maxSlip)},
		{"v4", r.number(&l.V4, 1, 32)},
		{"v6", r.number(&l.V6, 1, 128)},
		{"exempt", r.each(func(v *node) {
			if p, ok := r.prefix("exempt", v); ok {
				l.Exempt = append(l.Exempt, p)
			}
		})},
	})
	return func(key string, v *node) {
		l.Pos = v.pos
		read(key, v)
	}
}

// cookies reads with what cookies are made.
func (r *reader) cookies(c *Cookies) setter {
	return r.orOff(&c.Off, "cookies", []field{{"secrets", r.path(&c.Secrets, &c.Pos)}})
}

// tcp reads the bounds of connections.
func (r *reader) tcp(t *TCP) setter {
	return func(key string, v *node) {
		r.fields(v, key, []field{
			{"connections", func(key string, v *node) {
				t.Pos = v.pos
				r.number(&t.Connections, 1, maxConnections)(key, v)
			}},
			{"per_network", r.number(&t.PerNetwork, 1, math.MaxInt32)},
			{"idle", r.duration(&t.Idle, minIdle, maxIdle)},
		})
	}
}

// chaos reads what the server says of itself to those who ask in class CH.
func (r *reader) chaos(c *Chaos) setter {
	return func(key string, v *node) {
		r.fields(v, key, []field{
			{"version", r.said(&c.Version, maxChaosText)},
			{"id", r.said(&c.ID, maxChaosText)},
		})
	}
}

// said reads a text that goes out in packets: it is shown by other people's
// programs, so it holds nothing that a terminal would obey.
func (r *reader) said(dst *string, most int) setter {
	return func(key string, v *node) {
		s, ok := r.scalar(key, v)
		switch {
		case !ok:
		case len(s) > most:
			r.fail(v.pos, "", "%s: %d octets are more than %d", key, len(s), most)
		case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
			r.fail(v.pos, "", "%s: a control character in %q", key, s)
		default:
			*dst = s
		}
	}
}
