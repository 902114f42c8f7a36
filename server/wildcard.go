package server

import (
	"errors"
	"net/netip"
	"slices"
	"syscall"
)

// spare reports whether an address that could not be had, for the given error,
// can be done without: the IPv6 half of ":PORT" on a machine that has no IPv6.
// One configuration then fits machines with and without it. all is everything
// that is wanted.
func spare(err error, want netip.AddrPort, all []netip.AddrPort) bool {
	return errors.Is(err, syscall.EAFNOSUPPORT) && want.Addr() == netip.IPv6Unspecified() &&
		slices.Contains(all, netip.AddrPortFrom(netip.IPv4Unspecified(), want.Port()))
}
