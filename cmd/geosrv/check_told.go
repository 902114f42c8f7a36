package main

import (
	"os"

	"geosrv/server/config"
)

// told warns of commands and files that somebody else is asked by and that are
// not there: what cannot be asked counts for nothing, and nobody would notice.
func (r *reporter) told() (all []warning) {
	said := map[string]bool{}
	warn := func(path, problem, hint string) {
		if !said[path] {
			said[path] = true
			all = append(all, warning{Error: config.Error{Problem: problem, Hint: hint}})
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
				warn(path, "command "+nearPath(path)+" is not there", "what it should judge counts as up")
			case info.IsDir() || info.Mode().Perm()&0o111 == 0:
				warn(path, "command "+nearPath(path)+" cannot be run", "chmod +x "+nearPath(path))
			}
		case "file":
			if _, err := os.Stat(e.File); err != nil {
				warn(e.File, "file of verdicts "+nearPath(e.File)+" is not there", "what it should judge counts as up until a monitor writes it")
			}
		}
	}
	return all
}
