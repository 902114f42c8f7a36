package main

import (
	"fmt"
	"io/fs"
	"math"
	"net/netip"
	"os"
	"runtime"
	"slices"
	"syscall"

	"geosrv/server/config"
)

// host is what there is to know of who would serve.
type host struct {
	goos  string
	files uint64 // that a process may have open
}

// thisHost is the one that checks, which is mostly the one that serves.
func thisHost() host {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil {
		limit.Cur = math.MaxInt64
	}
	return host{runtime.GOOS, uint64(limit.Cur)} // signed on some systems
}

// otherFiles is how many files a server wants besides connections: zones and
// sockets.
const otherFiles = 64

// guards tells what is most likely a slip among the keys that say where to
// listen and what guards it.
func guards(c *config.Config, on host) (all []warning) {
	warn := func(code string, at config.Pos, hint, format string, args ...any) {
		at.File = nearPath(at.File)
		all = append(all, warning{Error: config.Error{Pos: at, Problem: fmt.Sprintf(format, args...), Hint: hint, Code: code}})
	}
	if c.RateLimit.Off && slices.ContainsFunc(c.Listen, isPublic) {
		warn("rate-limit-off", c.RateLimit.Pos, "rate_limit: {exempt: [NETWORK...]} is for those who must not be limited",
			"rate_limit is off: who forges a victim's address can send our answers there")
	}
	if path := c.Cookies.Secrets; path != "" && !c.Cookies.Off {
		if info, err := os.Stat(path); err == nil && exposed(info.Mode()) {
			warn("secrets-open", c.Cookies.Pos, "chmod 600 "+nearPath(path), "cookie secrets in %s are open to others", nearPath(path))
		}
	}
	if i := slices.IndexFunc(c.Listen, isWildcard); i >= 0 && on.goos != "linux" {
		warn("listen-wildcard", config.Pos{}, "list the addresses one by one",
			"listen %s: on %s a reply may leave from another address than was asked", c.Listen[i], on.goos)
	}
	if n := c.TCP.Connections; n > 0 && uint64(n)+otherFiles > on.files {
		warn("few-files", c.TCP.Pos, fmt.Sprintf("raise the limit of open files, LimitNOFILE= or ulimit -n, to %d", n+otherFiles),
			"tcp connections: %d are more than there can be: a process may have %d files open here", n, on.files)
	}
	return all
}

// isPublic reports whether others than this machine can ask there.
func isPublic(a netip.AddrPort) bool { return !a.Addr().IsLoopback() }

func isWildcard(a netip.AddrPort) bool { return a.Addr().IsUnspecified() }

// exposed reports whether a file is open to more than its owner and readers of
// its group: that a service's group may read what root owns is no slip.
func exposed(mode fs.FileMode) bool { return mode.Perm()&0o027 != 0 }
