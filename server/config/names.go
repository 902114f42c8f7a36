package config

import (
	"strings"
	"unicode"
)

// Limits of names, RFC 1035 section 2.3.4: octets of a label, and of a name in
// text form without the closing dot.
const (
	maxLabel = 63
	maxName  = 253
)

// identifier reads the name of a site, pool, area, service, group, server or
// role. Such names stand in selectors and logs, so they are plain words. Case
// counts.
func (r *reader) identifier(what string, v *node) string {
	s, ok := r.scalar("name of "+what, v)
	if !ok {
		return ""
	}
	for i, c := range s {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || !strings.ContainsRune("-_.", c)) {
			r.fail(v.pos, "letters, digits, - _ . with a letter or digit first", "%q cannot be the name of %s", s, what)
			return s
		}
	}
	if len(s) > maxLabel {
		r.fail(v.pos, "", "name of %s is longer than %d letters", what, maxLabel)
	}
	return s
}

// host reads a domain name: lower-cased, without the closing dot.
func (r *reader) host(key string, v *node) (Ref, bool) { return r.domain(key, v, "") }

// glob reads a domain name that may hold the wild letters * and ?.
func (r *reader) glob(key string, v *node) (Ref, bool) { return r.domain(key, v, "*?") }

// hostInto is the setter form of host.
func (r *reader) hostInto(dst *string) setter {
	return func(key string, v *node) {
		if ref, ok := r.host(key, v); ok {
			*dst = ref.Name
		}
	}
}

// origin reads the name of a zone, which may be the root.
func (r *reader) origin(dst *string) setter {
	return func(key string, v *node) {
		if v.text == "." {
			*dst = "."
			return
		}
		r.hostInto(dst)(key, v)
	}
}

// domain reads a name; wild are the letters that it may hold besides those of
// names.
func (r *reader) domain(key string, v *node, wild string) (Ref, bool) {
	s, ok := r.scalar(key, v)
	if !ok {
		return Ref{}, false
	}
	name, problem, hint := cleanName(s, wild)
	if problem != "" {
		r.fail(v.pos, hint, "%s: %s", key, problem)
		return Ref{}, false
	}
	return Ref{Name: name, Pos: v.pos}, true
}

// cleanName checks the text form of a domain name (RFC 1035 section 5.1: a
// backslash quotes the next letter, or three digits stand for an octet) and
// gives it in lower case without the closing dot.
func cleanName(s, wild string) (name, problem, hint string) {
	label, octets := 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '.':
			if label == 0 {
				return "", "name " + quoted(s) + " has an empty label", ""
			}
			label, octets = 0, octets+1
			continue
		case c == '\\':
			n := escape(s[i:])
			if n == 0 {
				return "", "name " + quoted(s) + " has a broken \\ escape", `\. or \DDD`
			}
			i += n - 1
		case c >= 0x80:
			return "", "name " + quoted(s) + " is not ASCII", "write international names in their xn-- form"
		case c == '*' && wild == "":
			return "", "a wildcard cannot stand here: " + quoted(s), "name the hosts one by one"
		case !nameLetter(c) && strings.IndexByte(wild, c) < 0:
			return "", "name " + quoted(s) + " has a letter that names do not have: " + quoted(string(c)), ""
		}
		label, octets = label+1, octets+1
		if label > maxLabel {
			return "", "name " + quoted(s) + " has a label of more than 63 octets", ""
		}
	}
	if octets > maxName+1 || octets > maxName && !strings.HasSuffix(s, ".") {
		return "", "name is longer than 253 octets", ""
	}
	if strings.HasSuffix(s, ".") && label == 0 {
		s = s[:len(s)-1]
	}
	return lower(s), "", ""
}

// lower is for ASCII only, as DNS is (RFC 4343).
func lower(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'A' && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c
	}, s)
}

// nameLetter says whether c stands in names without an escape: letters, digits
// and hyphen (RFC 1123 section 2.1), the underscore of service labels
// (RFC 8552), and the slash of classless reverse zones (RFC 2317).
func nameLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '/'
}

// escape returns how long the escape at the start of s is, 0 if it is broken.
func escape(s string) int {
	digit := func(i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }
	switch {
	case len(s) < 2:
		return 0
	case !digit(1):
		return 2
	case digit(2) && digit(3) && s[1:4] <= "255":
		return 4
	}
	return 0
}

// quoted quotes a text for an error, keeps it short and on one line.
func quoted(s string) string {
	if len(s) > 80 {
		s = s[:77] + "..."
	}
	s = strings.NewReplacer("\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(strings.ToValidUTF8(s, "?"))
	return `"` + strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return '?'
		}
		return c
	}, s) + `"`
}
