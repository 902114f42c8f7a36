// Package journal notes what changed and why: one event for each pool whose
// standing moved, with the groups that it moved in.
//
// A [Journal] belongs to the publisher's goroutine; what it has logged may be
// read by any goroutine through Events, which copies.
package journal
