//go:build race

package main

// underRace says that the race detector runs, which makes a handshake ten times
// dearer. What is played in real time, and is about the time that it takes, is
// then not played: .ci/run does it without the detector, on the same code.
const underRace = true
