// Package listen owns the sockets: it reads requests from UDP and TCP, hands
// each to an [Answerer] and sends what that wrote. It knows nothing of DNS but
// the length prefix of TCP (RFC 7766 8). A [Limiter] says which replies by UDP
// are too many; the Answerer asks it, the sockets do not.
//
// # Nouns
//
// A [Server] is all sockets of the configured addresses, bound together or not
// at all. A worker is one goroutine that reads one UDP socket and answers
// inline. On Linux it has its own socket and its own thread and works in
// rounds: the packets that one call into the kernel brought, and their replies,
// which leave by another. Elsewhere it takes one packet after the other. A
// connection is one goroutine for one TCP client. Its inbox cuts what came into
// messages; a seat is the right to answer some of them, of which there are half
// as many as workers; a batch is answers that leave in one write. The
// [Register] knows the open connections, of all servers that share it, and ends
// the longest idle one when a newcomer finds no room.
//
// # Invariants
//
//   - The UDP path starts no goroutine, takes no lock, allocates nothing,
//     writes no log per packet, takes the time once a round, and waits for
//     nothing but the next packet: a round is what is there, and a reply that
//     the kernel has no room for is dropped and counted. Other replies of its
//     round are sent nevertheless.
//   - A worker enters Go's scheduler to wait, and for nothing else: see [Spare].
//   - A request of any size that UDP can carry reaches the Answerer whole.
//   - A reply leaves from the address that was asked. On a wildcard address
//     that takes Linux; elsewhere the routing table picks the address there. An
//     IPv6 wildcard takes IPv6 only: list 0.0.0.0 beside it.
//   - A request that makes the Answerer panic costs that request, and by TCP
//     its connection; nothing else.
//   - No client holds anything for longer than a deadline says: 10 s idle, 2 s
//     while more than half of the limit is used, 500 ms to send a message once
//     its first octet is there, 500 ms to take answers. Nobody waits for a
//     client while it has a seat.
//   - A newcomer is never refused. At a limit, for all or for a /24 or /56, the
//     connection ends that had no whole message for the longest time.
//   - Answers by TCP come in the order of the questions, as RFC 7766 6.2.1.1
//     allows: none takes longer than another. At most 64 of one connection, and
//     64 KiB, wait to be sent; a client that asks without end rests 50
//     microseconds after each 128 questions.
//   - Memory is bounded by the number of workers and of connections. One that
//     idles costs 4.4 KiB, its goroutine and half a kilobyte to read into; one
//     that is at work holds as much as it has sent, at most 64 KiB each way. A
//     UDP worker holds some 300 KiB, and 4 MiB once somebody sent it rounds of
//     the largest requests; it is not of Go's heap.
//
// # Held sockets
//
// A [Held] socket outlives the process. It is never shut down, as that would be
// for the next process too, so its worker looks ten times a second whether it is
// to end, and answers what it took before it does. Workers share held sockets if
// they are fewer; if they are more, there are more workers.
//
// # Sockets that go to another process
//
// [Server.Sockets] are copies of them, which another process may read at the same
// time: each packet comes to one of both. [Server.Leave] then ends this one: what it
// took is answered, what it did not waits for the other one, and connections go on
// until they are silent for half a second, or for five seconds.
//
// # Goroutines
//
// Listen, Serve and Close are called by one goroutine; Addrs and Counters, and
// all of a Register and of a Limiter, by any. An Answerer is used by one
// goroutine at a time. The goroutine that serves a connection closes it; others
// set a deadline to make it do so.
//
// # Addresses that come and go
//
// A socket stays bound when its address or interface goes, and answers again
// when that is back; nothing has to be done (Linux). With FreeBind it can be
// bound before the address is there at all.
package listen
