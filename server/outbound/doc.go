// Package outbound knows the services that people leave us by on a way that DNS does
// not decide: federation and XMPP. Whoever moves the way in has to move the way out
// by hand, and is told how.
//
// # Invariants
//
// A group decides such a service by its SRV records, or by the addresses of the names
// that they point at.
//
// # Goroutines
//
// All of it is pure.
package outbound
