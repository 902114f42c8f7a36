package main

import (
	"os"
	"slices"

	"geosrv/server/config"
)

// told warns of commands and files that somebody else is asked by and that are
// not there: what cannot be asked counts for nothing, and nobody would notice.
func (r *reporter) told() (all []warning) {
	said := map[string]bool{}
	warn := func(code, path, problem, hint string) {
		if !said[path] {
			said[path] = true
			all = append(all, warning{Error: config.Error{Pos: asked(r.Config, path), Problem: problem, Hint: hint, Code: code}})
		}
	}
	for i := range r.Endpoints {
		e := &r.Endpoints[i]
		switch e.Check {
		case "exec":
			path := e.Command[0]
			info, err := os.Stat(path)
			switch {
			case err != nil:
				warn("command-missing", path, "command "+nearPath(path)+" is not there", "what it should judge counts as up")
			case info.IsDir() || info.Mode().Perm()&0o111 == 0:
				warn("command-mode", path, "command "+nearPath(path)+" cannot be run", "chmod +x "+nearPath(path))
			}
		case "file":
			if _, err := os.Stat(e.File); err != nil {
				warn("verdicts-missing", e.File, "file of verdicts "+nearPath(e.File)+" is not there", "what it should judge counts as up until a monitor writes it")
			}
		}
	}
	return all
}

// asked is where the configuration has the service that asks by a command or
// file.
func asked(c *config.Config, path string) (at config.Pos) {
	look := func(s *config.Service, pos config.Pos) {
		if at.File == "" && (s.File == path || len(s.Command) > 0 && s.Command[0] == path) {
			at = pos
			at.File = nearPath(at.File)
		}
	}
	inline := func(ref *config.ServiceRef) {
		if ref != nil && ref.Inline != nil {
			look(ref.Inline, ref.Pos)
		}
	}
	for i := range c.Services {
		look(&c.Services[i], c.Services[i].Pos)
	}
	for _, p := range c.Pools {
		for _, role := range p.Roles {
			inline(role.Service)
		}
	}
	for _, e := range slices.Concat(c.Groups, c.Steer) {
		inline(e.Service)
	}
	return at
}
