// Package chaos breaks a small world at random and checks every answer that comes
// out of it: three nameservers, four sites with two edges each, a caching
// resolver, an attacker, and the ways between them.
//
// # Nouns
//
//   - world: the nodes of netlab, the real `geosrv serve` processes with a folder
//     each, the simulated edges, unbound, and whoever asks.
//   - generation: one text of the zone. Every SRV weight, the text, the plain
//     address and the serial say which it is, so that a mixture shows in
//     one packet. Texts that must never be answered say one above [forbidden].
//   - fault: something that is broken, with a beginning and an end. All faults of
//     a run are drawn from its seed before it begins.
//   - truth: what really was, and when: which edges were alive and reachable for
//     whom, which generations were on which disk, what an operator had said. It is
//     written by those who break things, not by geosrv.
//   - sure: a member is surely up if for Settle before the question and up to the
//     reply nothing said otherwise, and surely down if for Detect before it nothing
//     else was true. What is neither may be answered either way.
//   - life: how often a nameserver was started, woken or replaced. Who asked it for
//     something and was not answered asks whether it is the same life yet.
//   - wrong: an answer that no state of the truth allows. Empty: a steered name
//     without records, or one that does not exist. Mixed: one of two generations. Lost: no reply in two
//     seconds though server and way were sound. Unsteady: wrong in the
//     calm, later than Settle after the last fault.
//
// # Invariants
//
// The model of what is right shares no code with geosrv: distances are a table,
// messages are read by miekg/dns. The judge lets pass what it cannot be sure of;
// the last seconds are calm, so everything is sure in the end. The same seed draws
// the same faults; what packets are lost depends on who sends them when. Truth has
// no word for a process that takes over from another: nobody may notice.
//
// # Goroutines
//
// One for each fault under way, for each question, for each log, and those of
// netlab and of the edges. Truth is written and read by all of them.
package chaos
