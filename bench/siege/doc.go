// Package siege besieges a real server, by connections and by floods, and
// measures what its honest clients notice.
//
// # Nouns
//
//   - besieger: a client that holds a connection without using it as it is
//     meant: idle, one octet a second, or never reading.
//   - witness: an honest client whose answers and times are measured.
//   - guest: an honest resolver whose answers are judged by a jury, which asks
//     the oracle of an estate, the globe.
//   - guesser: who asks for random names below those that there are.
//   - spoofed prefix: a network whose every address is made local to a network
//     namespace of our own, so that ordinary sockets can send from any of them.
//
// # Invariants
//
// The server is a process of its own, as it is shipped. Nothing leaves the
// machine: the siege by connections is on loopback, the others are in a
// namespace that has nothing but loopback.
package siege
