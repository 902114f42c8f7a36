// Package dnstap sends copies of queries and their replies to a collector, over a
// Unix socket, in the format of dnstap.info: protocol buffers in Frame Streams.
//
// # Nouns
//
//   - exchange: a query and its reply, who asked, how, and when. It leaves as one
//     message of type AUTH_RESPONSE.
//   - ring: slots for exchanges that wait. There are several, so that workers do
//     not meet; which one a worker uses changes nothing but that.
//   - tap: the rings, and the goroutine that empties them into the socket.
//
// # Invariants
//
//   - Put takes no lock, allocates nothing, and waits for nobody. Where there is no
//     room, or an exchange is larger than a slot, it is dropped and counted.
//   - Memory is that of the rings, whatever the collector does. A collector that
//     is not there is looked for once a second.
//   - A slot belongs to who claimed it by its turn, and to nobody else until the
//     turn is handed on.
//
// # Goroutines
//
// Put may be called by any goroutine; Close by one. A Tap has one goroutine of its
// own.
package dnstap
