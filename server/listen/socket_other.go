//go:build !linux

package listen

// reusePort is false where sharing a port does not spread the packets: there
// all workers read one socket.
const reusePort = false

// freeBinds is false where only the machine's own addresses can be taken.
const freeBinds = false

func packetOptions(bool, bool) control { return nil }

func heldOptions(bool) control { return nil }

func streamOptions(bool) control { return nil }
