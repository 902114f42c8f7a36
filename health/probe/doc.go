// Package probe asks an endpoint once, in its own protocol, whether it is
// alive, and says what it saw by a reason code.
//
// # Nouns
//
//   - check: what is spoken, sip, tls, tcp, https, xmpp, smtp, ms-turn or stun,
//     or who is asked instead: exec, a command, and file, somebody else's
//     monitor; one file each.
//   - handshake: what TLS showed of the peer; judged when the certificate is
//     seen, not when the handshake is over.
//   - reason: the code from the closed list of package health. Only reason.go
//     makes reasons out of errors.
//
// # Invariants
//
//   - A probe returns by its context's deadline, and at once when the context
//     is cancelled.
//   - One probe is one connection to one address of one family, made fresh.
//     Nothing is resolved, no redirect followed, nothing kept.
//   - No peer makes us read more than Limit bytes, or expand anything.
//   - What is sent speaks the protocol to its end where that is cheap, so that
//     the peer's log stays clean.
//   - exec starts no shell, hands on nothing of our environment, and leaves no
//     process behind that stayed in its group.
//   - A failure of our own side has its own reason, health.ReasonLocal: it
//     says nothing of the peer.
//
// # Goroutines
//
// New may be called once per process; the probe that it returns is called
// from any number of goroutines at once.
package probe
