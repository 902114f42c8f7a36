// Package load turns files into a world: the configuration, and what it leads to. It
// opens no socket and probes nothing, so that check, explain and simulate read files as
// serve does.
//
// # Nouns
//
//   - input: one file, what it says now, and what it said when it was last good.
//   - attempt: one load in the making. It is accepted or refused as a whole.
//   - loaded: what an attempt came to that was accepted: a world and what goes with it.
//   - refusal: everything that is wrong with the files, at once.
//   - held back: what reads well and looks like a mistake. It waits for a person who
//     insists.
//
// # Invariants
//
//   - Last good wins: a bad file, at any time after the very first load, leaves what is
//     served of it as it is; and so at a start which has copies of what was served (see
//     Loader.Resume and package shelf).
//   - A world is tried before it is accepted: no reader that panics, and no world that
//     cannot be rendered, gets out.
//   - What reads the same is the same by pointer. Who compares two of [Loaded] sees what
//     changed.
//   - Who refuses everything names every file that changed (up to a bound), also where the
//     problem is told at another.
//   - A problem is fresh once for each content of its file, and whenever a person asks.
//
// # Goroutines
//
// A [Loader] may be called from any goroutine; loads wait for each other. Zone files are
// read as many at a time as there are cores. What comes out is immutable.
package load
