package probe

import (
	"net"
	"net/netip"
	"os"
	"syscall"
	"testing"

	"geosrv/health"
)

// TestAFirewallThatSaysNoIsNotOurOwnFailure: a dead edge behind an ICMPv6
// "administratively prohibited" must not count as our own host's trouble, or
// it would stay up for ever.
func TestAFirewallThatSaysNoIsNotOurOwnFailure(t *testing.T) {
	v4, v6 := netip.MustParseAddrPort("192.0.2.9:5061"), netip.MustParseAddrPort("[2001:db8::9]:5061")
	for _, c := range []struct {
		label  string
		to     netip.AddrPort
		number syscall.Errno
		ours   bool
		want   string
	}{
		{"a firewall of theirs", v6, syscall.EACCES, false, "unreachable"},
		{"a route of ours that prohibits", v6, syscall.EACCES, true, "local"},
		{"IPv4 has another number for it", v4, syscall.EACCES, false, "local"},
		{"a filter of ours", v6, syscall.EPERM, false, "local"},
		{"no route of ours", v6, syscall.ENETUNREACH, true, "local"},
		{"no route of a router", v6, syscall.ENETUNREACH, false, "unreachable"},
		{"protocol unreachable", v4, syscall.ENOPROTOOPT, false, "unreachable"},
		{"source route failed", v4, syscall.EOPNOTSUPP, false, "unreachable"},
		{"parameter problem", v6, syscall.EPROTO, false, "unreachable"},
		{"no descriptors", v6, syscall.EMFILE, false, "local"},
	} {
		err := &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", c.number)}
		got := reason(whose(err, c.to, func(syscall.Errno) bool { return c.ours }))
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.label, got, c.want)
		}
	}
	read := &net.OpError{Op: "read", Net: "udp", Err: os.NewSyscallError("read", syscall.EACCES)}
	if got := reason(read); got != health.ReasonUnreachable {
		t.Errorf("for a datagram: %s, want unreachable", got)
	}
	write := &net.OpError{Op: "write", Net: "udp", Err: os.NewSyscallError("write", syscall.EACCES)}
	if got := reason(write); got != health.ReasonLocal {
		t.Errorf("for a datagram that we may not send: %s, want local", got)
	}
}
