package config

import (
	"slices"
	"strings"
)

// httpsKeys are the keys that mean something to https alone.
func httpsKeys() []string { return []string{"host", "path", "expect", "body", "drain", "preset"} }

// httpsFields is the table of what https asks and expects.
func (r *reader) httpsFields(s *Service, preset *string) []field {
	return []field{
		{"host", r.hostInto(&s.Host)},
		{"path", r.httpPath(&s.Path)},
		{"expect", r.statusCodes(&s.Expect)},
		{"body", r.text(&s.Body)},
		{"drain", r.statusCodes(&s.Drain)},
		{"preset", r.word(preset, "lync-autodiscover")},
	}
}

// https fills what a preset knows, and refuses a code of two meanings; v is the
// service. What is said beside the preset holds.
func (r *reader) https(s *Service, v *node, preset string) {
	if preset != "" && s.Path == "" {
		s.Path = autodiscover
	}
	if preset != "" && len(s.Expect) == 0 {
		s.Expect = []int{200}
	}
	for _, code := range s.Drain {
		if slices.Contains(s.Expect, code) || len(s.Expect) == 0 && code == 200 {
			r.fail(v.get("drain").pos, "a code is either a sign of life or a wish to be left alone", "drain: %d is also expected", code)
		}
	}
}

// httpPath reads what goes into a request line (RFC 9112 section 3.2.1): a blank
// in it would end it.
func (r *reader) httpPath(dst *string) setter {
	return func(key string, v *node) {
		s, ok := r.scalar(key, v)
		if ok && (s[0] != '/' || strings.ContainsAny(s, " \t\r\n")) {
			r.fail(v.pos, "a path starts with / and has no blanks", "%s: %q is no path", key, s)
			return
		}
		*dst = s
	}
}

// statusCodes reads HTTP status codes (RFC 9110 section 15), sorted, each once.
func (r *reader) statusCodes(dst *[]int) setter {
	return func(key string, v *node) {
		r.each(func(item *node) {
			var code int
			r.number(&code, 100, 599)(key, item)
			if code != 0 && !slices.Contains(*dst, code) {
				*dst = append(*dst, code)
			}
		})(key, v)
		slices.Sort(*dst)
	}
}
