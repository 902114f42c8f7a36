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
//	unknown  fails, `fall` in all                               -> down
//	up       fails, `fall` in all                               -> down
//	up       fails                                              -> suspect
//	suspect  answers, `ok` in a row                             -> up
//	suspect  fails, `fall` in all                               -> down
//	down     answers, has fallen back lately                    -> flapping
//	down     answers, `rise` in a row and `hold_down` over      -> up
//	down     answers                                            -> rising
//	rising   answers, `rise` in a row and `hold_down` over      -> up
//	rising   fails, has fallen back lately                      -> flapping
//	rising   fails                                              -> down
//	flapping answers, `rise` in a row and all its hold long     -> up
//	flapping fails, no answer all its hold long                 -> down
//
// Unknown, up and suspect stand as up, down as silent, rising and flapping as
// rising; an endpoint that is not down and answers badly, or asks to be left
// alone, stands as degraded or drained if that is worse. hold_down counts from
// the moment when the endpoint went down from up, suspect or unknown; a relapse
// while rising does not restart it.
//
// # Flapping
//
// An endpoint falls back when it gets worse within an hour of getting better,
// or fails while it comes back. Its hold is then hold_down, four times as long
// each time, up to `quarantine`. So long must it answer without a failure
// before it counts as up (at least half of quarantine if it was up in between,
// and all of it the next time), or fail without an answer before it counts as
// down; and so long must it answer well before a bad manner is forgotten.
// Meanwhile it stands as rising and is Quarantined: what it does from probe to
// probe changes no answer, and it is still the answer where nothing better is
// left.
// A flapper of any period can so be seen to move five times: down, rising, up,
// down, and rising for good. After an hour down or an hour up all is forgotten.
//
// # Invariants
//
//   - One failure alone moves nobody, unless `fall` is 1; nor does a start.
//   - Step and State.Verdict are pure: the time is passed in.
//   - Endpoints wait for nobody: each has its own timer, and a slow probe
//     delays only itself, as long as fewer than InFlight are under way; after
//     that they are served in turn.
//   - There is at most one probe of an endpoint at a time, of up to Attempts
//     attempts with one deadline. The first that hears anything of the peer
//     decides, so a lost packet is not a failed probe.
//   - An observation that was made before Set changed its endpoint, or while
//     this process did not run (stopped, suspended, starved), is never applied.
//   - A probe that panics, or does not end long after its deadline, is a failed
//     observation. No endpoint goes unprobed because its goroutine is gone.
//   - Only intervals between monotonic times count; a step of the clock moves
//     nothing while the process lives.
//
// # Goroutines
//
// Values may be used from anywhere. A Runner has one goroutine per endpoint,
// which calls the report, one per attempt, which calls the probe, and one that
// looks after the first. Its methods may be called from any goroutine, except
// that Close waits for reports and so must not be called from one.
package health
