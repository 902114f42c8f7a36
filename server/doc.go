// Package server runs geosrv: it has files loaded, probes, publishes and listens.
//
// # Nouns
//
// The loader (package load) turns files into a world. The [Publisher] joins the newest
// world with verdicts and operator's words and owns the plan. A [Server] is
// all of it with sockets. The shelf (package shelf) keeps copies of what was
// accepted, and the keeper (package state) what is known of endpoints and what was
// said, for the next start. Whoever asks how everything stands gets a picture (package picture);
// explain is made of one, and so are what a verb would lead to (package verbs) and
// what status and the page say (package survey).
//
// # Handing over
//
// A Server may start another process and hand over to it (package handover). That
// one reads the files first, then asks for the estate: the sockets and what is known.
// From then on until it answers nothing is said, loaded or written here, and all of
// it goes on if nothing comes of it. Both answer from the same sockets meanwhile.
//
// # Goroutines
//
// One goroutine loads, one publishes, one for each endpoint probes, one for
// each worker answers. They meet in the publisher's mailbox and in the atomic
// pointers of the desk: to the plan, to what the server says of itself, and to
// the limiter of replies. None waits for another.
//
// # Invariants
//
// Last good wins: a bad file, at any time after the very first start, is logged
// and changes nothing. What reads well and looks like a mistake waits for a
// person who insists. A world is tried before it is published. A verdict is never
// held up by a load, and neither by the disk.
package server
