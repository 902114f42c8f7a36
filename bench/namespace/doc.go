// Package namespace runs this program once more in a network namespace of its
// own, where nothing is but loopback, and any address may be made local to it.
// What floods and compares needs senders all over the world.
//
// Nouns: the namespace is Linux's (network_namespaces(7)). A program that runs
// in one calls [RaiseLoopback] before anything else.
//
// Goroutines: any may call anything; nothing is shared. Linux only, for bench
// alone.
package namespace
