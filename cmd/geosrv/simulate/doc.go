// Package simulate says who would be led where: all places at once, with everything
// up and with what fails taken away.
//
// # Nouns
//
// A [Case] is one state of the world: what is taken for silent, as the inputs of a
// plan. The first case of a run is what the others are compared with. A place is
// all addresses that nothing tells apart: those of one country, in a network of the
// operator or not, and of one class. A [Decision] is the steered sets that are
// answered alike in all cases. A [Share] is a part of all who ask: of the addresses
// of each family whose place is known, or of weights.
//
// # Invariants
//
//   - Who is led where is said by the code that answers (answer.Outlook), asked for
//     each order of places; no rule of steering is written here.
//   - Shares of one family add up to 1, and as they are printed to 100.0 %.
//   - It reads no file, opens no socket, and depends on no clock.
//
// # Goroutines
//
// Everything may be called from any goroutine; a Report is not changed once it was
// returned.
package simulate
