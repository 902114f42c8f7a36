package main

import (
	"log/slog"
	"os"

	"geosrv/server/memlimit"
)

// bound has Go keep to the memory that the process may have, unless somebody has said
// by GOMEMLIMIT how much that is.
func bound(log *slog.Logger) {
	if os.Getenv(memlimit.Variable) != "" {
		return
	}
	l, err := memlimit.Find(os.DirFS("/"))
	if err != nil {
		log.Warn("the limit of memory is not known", "problem", err)
	}
	if l.Octets == 0 {
		return
	}
	l.Set()
	log.Info("memory is limited", "octets", l.Octets, "of_go", l.Soft(), "by", l.File)
}
