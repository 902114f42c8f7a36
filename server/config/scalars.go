package config

import (
	"cmp"
	"math"
	"strconv"
	"strings"
	"time"
)

// text reads any plain value.
func (r *reader) text(dst *string) setter {
	return func(key string, v *node) {
		if s, ok := r.scalar(key, v); ok {
			*dst = s
		}
	}
}

// path reads a path, made absolute.
func (r *reader) path(dst *string, pos *Pos) setter {
	return func(key string, v *node) {
		if s, ok := r.scalar(key, v); ok {
			*dst = absolute(v.pos, s)
			if pos != nil {
				*pos = v.pos
			}
		}
	}
}

// word reads one of the allowed words.
func (r *reader) word(dst *string, words ...string) setter {
	return func(key string, v *node) {
		s, ok := r.scalar(key, v)
		if !ok {
			return
		}
		for _, w := range words {
			if w == s {
				*dst = s
				return
			}
		}
		hint := "one of " + strings.Join(words, ", ")
		if len(words) == 1 {
			hint = "the only word here is " + words[0]
		}
		if h := Hint(s, words); h != "" {
			hint += "; " + h
		}
		r.fail(v.pos, hint, "%s: unknown word %q", key, s)
	}
}

// is reads a key with one of two words into whether it is the first.
func (r *reader) is(dst *bool, yes string, others ...string) setter {
	return func(key string, v *node) {
		var s string
		r.word(&s, append([]string{yes}, others...)...)(key, v)
		*dst = s == yes
	}
}

// boolean reads true or false. YAML's older words yes, no, on and off are not
// among them: they read as text elsewhere.
func (r *reader) boolean(dst *bool) setter {
	return func(key string, v *node) {
		switch s, ok := r.scalar(key, v); {
		case !ok:
		case s == "true" || s == "false":
			*dst = s == "true"
		default:
			r.fail(v.pos, "write true or false", "%s: %q is neither true nor false", key, s)
		}
	}
}

// not reads a boolean into its opposite.
func (r *reader) not(dst *bool) setter {
	return func(key string, v *node) {
		yes := !*dst
		r.boolean(&yes)(key, v)
		*dst = !yes
	}
}

// number reads a whole number from least to most.
func (r *reader) number(dst *int, least, most int) setter {
	return func(key string, v *node) {
		if s, ok := r.scalar(key, v); ok {
			if n, ok := r.whole(key, v.pos, s, least, most); ok {
				*dst = n
			}
		}
	}
}

// percent reads a part of all, such as 60%. Of what, a number alone does not say.
func (r *reader) percent(dst *int) setter {
	return func(key string, v *node) {
		s, ok := r.scalar(key, v)
		if !ok {
			return
		}
		digits, is := strings.CutSuffix(s, "%")
		if !is {
			r.fail(v.pos, "write it like 60%: of all who ask", "%s: %q is no percentage", key, s)
			return
		}
		if n, ok := r.whole(key, v.pos, digits, 1, 1000); ok {
			*dst = n
		}
	}
}

// whole reads digits only. YAML would read 022 as 18 and 1e3 as 1000; both are
// more often a mistake than meant.
func (r *reader) whole(key string, at Pos, s string, least, most int) (int, bool) {
	digits := strings.TrimPrefix(s, "-")
	if len(digits) > 1 && digits[0] == '0' && strings.Trim(digits, "0123456789") == "" {
		plain := cmp.Or(strings.TrimLeft(digits, "0"), "0")
		if s[0] == '-' {
			plain = "-" + plain
		}
		r.fail(at, "write "+plain, "%s: number %s has a leading zero", key, s)
		return 0, false
	}
	n, err := strconv.Atoi(s)
	if err != nil || s[0] == '+' {
		r.fail(at, "", "%s: %q is no whole number", key, s)
		return 0, false
	}
	if n < least || n > most {
		if most == math.MaxInt32 {
			r.fail(at, "", "%s: %d is less than %d", key, n, least)
		} else {
			r.fail(at, "", "%s: %d is not from %d to %d", key, n, least, most)
		}
		return 0, false
	}
	return n, true
}

// port reads a port number.
func (r *reader) port(dst *uint16) setter {
	return func(key string, v *node) {
		var n int
		r.number(&n, 1, math.MaxUint16)(key, v)
		*dst = uint16(n)
	}
}

// duration reads a duration from least to most, with its unit.
func (r *reader) duration(dst *time.Duration, least, most time.Duration) setter {
	return func(key string, v *node) {
		s, ok := r.scalar(key, v)
		if !ok {
			return
		}
		if strings.Trim(s, "0123456789") == "" {
			r.fail(v.pos, "write "+s+"s, if seconds are meant", "%s: duration %s has no unit", key, s)
			return
		}
		d, err := time.ParseDuration(s)
		switch {
		case err != nil:
			r.fail(v.pos, "write it like 500ms, 30s, 10m or 1h30m", "%s: %q is no duration", key, s)
		case len(s) > 2 && s[0] == '0' && s[1] >= '0' && s[1] <= '9':
			r.fail(v.pos, "write "+strings.TrimLeft(s, "0"), "%s: number in %s has a leading zero", key, s)
		case d < least || d > most:
			r.fail(v.pos, "", "%s: %s is not from %s to %s", key, s, short(least), short(most))
		default:
			*dst = d
		}
	}
}

// seconds is duration for what goes into a TTL: whole seconds.
func (r *reader) seconds(dst *time.Duration, least, most time.Duration) setter {
	return func(key string, v *node) {
		var d time.Duration
		r.duration(&d, least, most)(key, v)
		if d%time.Second != 0 {
			r.fail(v.pos, "", "%s: a TTL is in whole seconds", key)
			return
		}
		if d != 0 {
			*dst = d
		}
	}
}

// short writes a duration as people do: 10m, not 10m0s.
func short(d time.Duration) string {
	s := d.String()
	if t, cut := strings.CutSuffix(s, "m0s"); cut {
		s = t + "m"
	}
	if t, cut := strings.CutSuffix(s, "h0m"); cut {
		s = t + "h"
	}
	return s
}

// degrees reads a coordinate from -most to most.
func (r *reader) degrees(dst *float64, what string, most float64, v *node) {
	s, ok := r.scalar(what, v)
	if !ok {
		return
	}
	f, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil || math.IsNaN(f) || strings.ContainsAny(s, "xX_eEpP"):
		r.fail(v.pos, "in degrees, such as 52.37", "%s: %q is no number", what, s)
	case f < -most || f > most:
		r.fail(v.pos, "at is [latitude, longitude]", "%s: %s is not from -%g to %g", what, s, most, most)
	default:
		*dst = f
	}
}
