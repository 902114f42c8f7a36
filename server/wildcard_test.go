package server

import (
	"errors"
	"fmt"
	"net/netip"
	"syscall"
	"testing"
)

func TestSpare(t *testing.T) {
	four, six := netip.MustParseAddrPort("0.0.0.0:53"), netip.MustParseAddrPort("[::]:53")
	// As listen says it.
	lacking := errors.Join(fmt.Errorf("listen tcp [::]:53: %w (this machine has no IPv6)", syscall.EAFNOSUPPORT))
	for _, test := range []struct {
		name string
		err  error
		want netip.AddrPort
		all  []netip.AddrPort
		is   bool
	}{
		{"the IPv6 half", lacking, six, []netip.AddrPort{four, six}, true},
		{"taken by another", errors.Join(syscall.EADDRINUSE), six, []netip.AddrPort{four, six}, false},
		{"IPv6 alone", lacking, six, []netip.AddrPort{six}, false},
		{"another port", lacking, netip.MustParseAddrPort("[::]:5300"), []netip.AddrPort{four, six}, false},
		{"one IPv6 address", lacking, netip.MustParseAddrPort("[::1]:53"), []netip.AddrPort{four}, false},
		{"the IPv4 half", lacking, four, []netip.AddrPort{four, six}, false},
	} {
		if got := spare(test.err, test.want, test.all); got != test.is {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}
