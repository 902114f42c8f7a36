// Package health asks endpoints for a sign of life and concludes from the
// answers: observation -> opinion -> verdict.
//
// # Nouns
//
//   - Endpoint: address, port, transport, check and parameters; one text key.
//   - Observation: what one probe saw, with a reason from a closed list.
//   - State: this node's opinion of one endpoint, with its counters.
//   - Phase: where the state machine of an endpoint is.
//   - Standing: where the endpoint stands for others, best first: up, rising,
//     drained, silent.
//   - Verdict: standing, and how much it is worth: never answered, unsettled.
//   - Runner: probes a set of endpoints until it is closed.
//
// # The state machine
//
// The first line that fits is taken; if none fits, the phase stays. An answer
// that asks to be left alone (draining) is an answer.
//
//	unknown  answers                                            -> up
//	unknown  fails, `fall` in a row                             -> down
//	up       fails, `fall` in a row                             -> down
//	up       fails                                              -> suspect
//	suspect  answers                                            -> up
//	suspect  fails, `fall` in a row                             -> down
//	down     answers, `rise` in a row and `hold_down` over      -> up
//	down     answers                                            -> rising
//	rising   answers, `rise` in a row and `hold_down` over      -> up
//	rising   fails                                              -> down
//
// Unknown, up and suspect stand as up, down as silent, rising as rising; an
// endpoint that is not down and whose latest answer asked to be left alone
// stands as drained. hold_down counts from the moment when the endpoint went
// down from up, suspect or unknown; a relapse while rising does not restart it.
//
// # Invariants
//
//   - One failure alone moves nobody, unless `fall` is 1; nor does a start.
//   - Step and State.Verdict are pure: the time is passed in.
//   - Endpoints wait for nobody: each has its own timer, and a slow probe
//     delays only itself, as long as fewer than InFlight are under way.
//   - There is at most one probe of an endpoint at a time, and an observation
//     that was made before Set changed its endpoint is never applied.
//   - A probe that panics is a failed observation.
//   - Only intervals between monotonic times count; a step of the clock moves
//     nothing while the process lives.
//
// # Goroutines
//
// Values may be used from anywhere. A Runner has one goroutine per endpoint,
// which calls the report. Its methods may be called from any goroutine, except
// that Close waits for reports and so must not be called from one.
package health
