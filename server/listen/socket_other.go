//go:build !linux

package listen

import "syscall"

// reusePort is false where sharing a port does not spread the packets: there
// all workers read one socket.
const reusePort = false

func packetOptions(string, string, syscall.RawConn) error { return nil }
