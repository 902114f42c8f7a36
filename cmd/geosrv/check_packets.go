package main

import (
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"slices"

	"geosrv/server/config"
)

// guards tells what is most likely a slip among the keys that say where to
// listen and what guards it. goos is the system that would serve.
func guards(c *config.Config, goos string) (all []warning) {
	warn := func(at config.Pos, hint, format string, args ...any) {
		at.File = nearPath(at.File)
		all = append(all, warning{Error: config.Error{Pos: at, Problem: fmt.Sprintf(format, args...), Hint: hint}})
	}
	if c.RateLimit.Off && slices.ContainsFunc(c.Listen, isPublic) {
		warn(c.RateLimit.Pos, "rate_limit: {exempt: [NETWORK...]} is for those who must not be limited",
			"rate_limit is off: who forges a victim's address can send our answers there")
	}
	if path := c.Cookies.Secrets; path != "" && !c.Cookies.Off {
		if info, err := os.Stat(path); err == nil && exposed(info.Mode()) {
			warn(c.Cookies.Pos, "chmod 600 "+nearPath(path), "cookie secrets in %s are open to others", nearPath(path))
		}
	}
	if i := slices.IndexFunc(c.Listen, isWildcard); i >= 0 && goos != "linux" {
		warn(config.Pos{}, "list the addresses one by one",
			"listen %s: on %s a reply may leave from another address than was asked", c.Listen[i], goos)
	}
	return all
}

// isPublic reports whether others than this machine can ask there.
func isPublic(a netip.AddrPort) bool { return !a.Addr().IsLoopback() }

func isWildcard(a netip.AddrPort) bool { return a.Addr().IsUnspecified() }

// exposed reports whether a file is open to more than its owner and readers of
// its group: that a service's group may read what root owns is no slip.
func exposed(mode fs.FileMode) bool { return mode.Perm()&0o027 != 0 }
