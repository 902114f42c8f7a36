// Package wire turns the octets of a DNS request into a [Query], and a Query
// into the head and the tail of a reply. Bytes in, bytes out: no socket, no
// zone, no text but the file of secrets.
//
// # Nouns
//
// A Query is one parsed request: header flags, the one question as a
// [zones.Key], and what its OPT record said. A [Verdict] says what to do with
// it: drop it, refuse it with some rcode, or answer it. A [Cookie] is what the
// asker shows of itself, [Secrets] make and check the server's half of it, and
// [Say] is what our OPT record says beside. A reply is
//
//	header | the asker's own question | answer block | our OPT
//
// of which Header writes the first two parts, AppendOPT the last, and Bare and
// Error all there is of a reply without a block. A [Usual] is a request of the
// shape that nearly all have, read and answered with fewer steps: whatever it
// reads, Query reads as the same.
//
// # Invariants
//
//   - Parse reads each octet a bounded number of times, never follows a
//     compression pointer, never allocates, never recurses and never panics.
//   - A message that is itself a reply is dropped: no reply to a reply, ever.
//   - The question goes back as it came, letter case included (RFC 4343).
//   - An Error reply is never longer than the request, but for a server cookie
//     that is owed, unless the asker's address is proven.
//   - AD, CD, RA and the Z bit are never set.
//
// # Goroutines
//
// A Query or Usual belongs to one worker, which parses into it again and again. Secrets
// never change, and are for all. So nothing here locks.
package wire
