package config

import (
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Bounds of max_age. Below a second a file is stale before it is read; above a
// day nobody notices that its monitor died.
const (
	minMaxAge = time.Second
	maxMaxAge = day
)

// toldFields is the table of the checks that ask somebody else: a command, or
// a monitor's file.
func (r *reader) toldFields(s *Service) []field {
	return []field{
		{"command", r.commandLine(&s.Command)},
		{"file", r.path(&s.File, nil)},
		{"verdicts", r.word(&s.Verdicts, "raw", "final")},
		{"max_age", r.duration(&s.MaxAge, minMaxAge, maxMaxAge)},
	}
}

// commandLine reads a program and its arguments. The program is a path, as
// every file of the configuration is: what a bare word means hangs on who
// starts us.
func (r *reader) commandLine(dst *[]string) setter {
	return func(key string, v *node) {
		r.each(func(item *node) {
			if s, ok := r.scalar(key, item); ok {
				*dst = append(*dst, s)
			}
		})(key, v)
		if len(*dst) == 0 {
			if v.kind == list {
				r.fail(v.pos, "write [PROGRAM, ARGUMENT...]", "command has no program")
			}
			return
		}
		program := (*dst)[0]
		switch {
		case v.kind == scalar && strings.ContainsAny(program, " \t"):
			r.fail(v.pos, "write command: ["+strings.Join(strings.Fields(program), ", ")+"]", "command: no shell takes %q apart", program)
		case !strings.Contains(program, "/"):
			r.fail(v.pos, "write its path, or ./"+program+" if it is beside this file", "command: %q is no path", program)
		case !filepath.IsAbs(program):
			(*dst)[0] = absolute(v.pos, program)
		}
	}
}

// told checks that a service says whom to ask.
func (r *reader) told(s *Service, v *node) {
	switch {
	case s.Check == "exec" && v.get("command") == nil:
		r.fail(s.Pos, "write command: [PROGRAM, ARGUMENT...]", "a service of check exec has no command")
	case s.Check == "file" && v.get("file") == nil:
		r.fail(s.Pos, "write file: PATH", "a service of check file has no file")
	}
}

// idle tells the keys of a service that mean something to its check and
// nothing over its transport, with the hint what to do.
func idle(s *Service, key string) bool {
	keys := tlsKeys()
	switch s.Check {
	case "sip":
		return (s.Transport == "udp" || s.Transport == "tcp") && slices.Contains(keys[2:], key)
	case "stun":
		return s.Transport != "tls" && slices.Contains(keys, key)
	}
	return false
}
