// Package differ asks geosrv and other nameservers the same questions about
// the same random zones, and compares the replies.
//
// # Nouns
//
//   - server: one process (ours runs in this one) with the zones, on a port of
//     loopback. A peer is a server of somebody else: NSD, Knot DNS, BIND.
//   - exchange: a question and what each server replied to it. A question whose
//     reply is truncated anywhere is asked again by TCP.
//   - difference: the parts in which our reply and a peer's are not the same.
//   - kind: a sort of difference that is explained, with the sentence of an RFC
//     that decides it and a narrow predicate. They stand in explained.go and
//     nowhere else; there are at most ten.
//
// # What is compared
//
// The rcode with its upper bits, AA, TC, and the question as it is echoed, case
// and all; whether there is an OPT record, its version and its DO flag; the
// sections as sets of records with their TTLs. Names are compared without case
// (RFC 4343 3), RDATA otherwise octet by octet.
//
//   - A reply that says no more than that there is no answer (neither NOERROR,
//     NXDOMAIN nor YXDOMAIN) may leave out the question, and DO.
//   - Of two truncated replies only question, TC and OPT count: what else they
//     say is to be ignored (RFC 2181 9). The replies by TCP are compared in full.
//   - In the answer section an alias must stand before what it leads to (RFC
//     1034 4.3.2, 3.6.2). That is asked of ours; of peers it isn't.
//   - Addresses of a referral's servers at or below the cut are glue and must
//     be the same (RFC 9471 2.1). All else in the additional section may be left
//     out (RFC 2181 9), so peers need not agree on it. Ours must hold nothing
//     that is not in a zone.
//
// # Invariants
//
//   - A difference is equal, explained by exactly the first kind that matches,
//     or unexplained. No reply counts as a reply. One thing only is left out: a
//     question that brings a peer to a stand, so that it answers nothing any
//     more. The peer is started again, and such questions are counted.
//   - The same seed gives the same zones, questions and octets.
//
// # Goroutines
//
// A run belongs to one goroutine, which starts one for each server to ask it.
// Nothing else is shared. For bench and tests only.
package differ
