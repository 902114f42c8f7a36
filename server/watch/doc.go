// Package watch says that something may have changed on disk. It is the only
// user of fsnotify.
//
// # Nouns
//
// A file is watched by name, in the directory that holds it, so that a rename
// over it, an editor's way of saving and a file that does not exist yet are
// all seen. A folder is watched for whatever happens in it. A link is a
// symbolic link on the way to either: its directory is watched too, so that a
// swap of a link (Kubernetes: `..data`) is seen. A change is a hint and no
// more: whoever gets it compares the files with what was read.
//
// # Invariants
//
//   - A change is reported 250 ms after the last event, and 2 s after the
//     first at the latest. Where files are written in place it is a second
//     after the last write, and 5 s at the latest: half a file is no change.
//   - Nothing is lost for good: every 30 s there is a change without any
//     event, every 5 s where the kernel gives no events, or not those of
//     others: network file systems. An overflow is a change.
//   - No event blocks, and no number of events takes more than one place in
//     the channel of changes.
//
// # Goroutines
//
// Set and Close may be called from any goroutine. One goroutine of the
// Watcher's own reads events until Close. Changes has one reader.
package watch
