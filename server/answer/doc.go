// Package answer holds the plan: everything that a query can be answered with,
// rendered before it is asked.
//
// # Nouns
//
// A [World] is what is known without health: roster, geo table, rankings and
// the blocks of plain records. [Inputs] are what moves: verdicts, marks,
// operator's words. A [Plan] is a World with its Inputs rendered: for each
// steered address set a block for each pool that may be chosen, for each SRV
// set its ladders. A block is all that stands between question and OPT,
// finished; its cuts are where whole additional RRsets can be left off. Ladders
// are finished parts, one for each pool, with the rungs on which they stand in
// each order; a [Finishing] adds blocks of them. A carrier is a plain RRset whose
// additional section moves. The short way is that of a usual request for what is
// finished: names finds it, whatever zone it is in, in one probe. A [Face] is what
// the server says of itself, whatever the plan. An [Outcome] is what a reply was,
// for those who limit replies. A [Trace] is which way a reply took, and an
// [Outlook] what a group answers, with the one rule of each candidate: for those
// who explain.
//
// # Invariants
//
//   - One plan per answer: [Answerer.Reply] is given one and looks at no other.
//   - A plan is immutable. After any number of updates it is equal, byte for
//     byte, to one composed from nothing with the same World and Inputs; and
//     finished, to that one finished.
//   - A finished plan answers every query with the octets of the plan that it
//     was made from. Which ladders have room for blocks is a matter of the
//     World: health never moves one across that line.
//   - Reply takes no lock, allocates nothing, starts no goroutine, logs
//     nothing, and knows no socket.
//   - Express says what the long way says, octet for octet, or nothing.
//   - An additional section carries only what does not depend on the asker:
//     whole RRsets that we have with authority, of names that own them
//     themselves. Behind an alias or a wildcard there is none.
//   - What does not fit is left off whole: additional RRsets, then glue of
//     servers beside the cut; then TC, and nothing else.
//   - A chain holds 16 aliases at most, each once: a loop ends where it closes.
//     No record stands in a section twice (RFC 2181 5).
//   - A scope above 0 is returned only where a set of the answer section is
//     tailored, and any two addresses inside it get the same answer.
//
// # Goroutines
//
// [NewWorld] is for the goroutine that loads. A [Composer] and its Finishings
// belong to the publisher. A Plan may be read by all; an [Answerer] belongs to one worker.
package answer
