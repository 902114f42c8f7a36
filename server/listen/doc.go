// Package listen owns the sockets: it reads requests from UDP and TCP, hands
// each to an [Answerer] and sends what that wrote. It knows nothing of DNS but
// the length prefix of TCP (RFC 7766 8).
//
// # Nouns
//
// A [Server] is all sockets of the configured addresses, bound together or not
// at all. A worker is one goroutine that reads one UDP socket and answers
// inline. A connection is one goroutine for one TCP client, which answers its
// messages one after the other. The register knows the open connections and
// closes the longest idle one when a newcomer finds no room.
//
// # Invariants
//
//   - The UDP path starts no goroutine, takes no lock, allocates nothing and
//     writes no log per packet.
//   - A request that makes the Answerer panic costs that request, and by TCP
//     its connection; nothing else.
//   - No client holds anything for longer than a deadline says: 10 s idle, 2 s
//     to send a message once it began, 2 s to take an answer.
//   - Memory is bounded by the number of workers and of connections.
//
// # Goroutines
//
// Listen, Serve and Close are called by one goroutine; Addrs and Counters by
// any. An Answerer is used by one goroutine at a time.
//
// # Not yet
//
// A wildcard address (0.0.0.0 or ::) works, but the reply leaves from the
// address that the routing table picks, which on a host with several addresses
// need not be the one that was asked. List the addresses one by one there. An
// IPv6 wildcard takes IPv6 only: list 0.0.0.0 beside it.
package listen
