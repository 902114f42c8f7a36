// Package handover is how one server hands over to the next: a Unix socket between
// two processes of geosrv, on which words go as JSON and open files beside them
// (SCM_RIGHTS, unix(7)). It knows nothing of what is handed over.
//
// # The protocol
//
// The running server starts the next one, its child, which finds its end of the
// socket by the variable [Variable]. Then, one after the other:
//
//	running -> next   Hello   which protocol, which version of geosrv
//	next -> running   Word    that its files are read and good
//	running -> next   Estate  what it knows, and its open files
//	next -> running   Word    that it answers queries
//	running -> next   Word    that it is the server from now on
//	running -> next   Legacy  what it counted until its end
//
// From the Estate on the running one loads nothing and takes no orders, and the next
// one reads its files once more: they may have been loaded since it did.
//
// A Word with problems says that nothing comes of it; the running server then goes
// on as if nothing had been, and so it does when the next one ends, or takes too
// long: it ends its child. If the running server is gone when the next one answers
// already, that one is the server.
//
// A protocol is refused that is not [Protocol], by the next one, in words: it is
// the one that may be of another version.
//
// # Frames
//
// A frame is how many octets of JSON follow and how many files, 4 octets each in
// network order; then one octet for each [filesAtOnce] files, which carries them;
// then the JSON.
//
// # Goroutines
//
// One goroutine uses a Conn at a time. A Successor's Gone and Kill are for any.
package handover
