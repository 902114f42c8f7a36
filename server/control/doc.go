// Package control is the Unix socket by which people and their programs talk
// with a running server: HTTP/1.1 with JSON. It knows nothing of what the verbs
// do; whoever makes a [Server] gives it a table of them.
//
// # The protocol
//
// A verb is asked for by
//
//	POST /v1/VERB
//
// with its arguments as one JSON object, or with nothing where all arguments
// have defaults. An argument that the verb doesn't know is a problem: a typing
// error in "for" must not make a drain that never ends. The reply is one JSON
// object of two keys, of which each may be missing:
//
//	{"result": ..., "problems": ["LINE", ...]}
//
// A problem is one line that a person can act on: "file:line:col: problem
// (hint)" where there is a file. The request was done in full if and only if
// there are no problems, and the status says the same:
//
//	200  done
//	400  the arguments cannot be read
//	404  no such verb
//	405  not POST
//	409  refused, or done in part: the result says what was done
//	413  more than 64 KiB of arguments
//	421  nothing was done: another process has taken over, and is to be asked
//	500  a fault in geosrv, which its log tells
//	503  the server is being closed
//
// A verb may take up to a minute ([MostTime]): what takes longer answers how far
// it is and is asked for again. When the asker goes, the context of the verb
// ends; what a verb did until then it did.
//
// By hand:
//
//	curl --unix-socket /run/geosrv/control.sock -d '{}' http://geosrv/v1/reload
//
// # Who may ask
//
// Whoever may write to the socket: it has mode 0660, and its folder may narrow
// that further. The kernel says who it was (SO_PEERCRED), and that is logged with
// each verb that changes something, before the verb runs. The name beside the number
// is this machine's, never the asker's word.
//
// # Nouns
//
// A [Verb] is one thing that can be asked for. A [Peer] is who asks, and [Users] are
// the names of this machine's users. [Problems] are what is wrong. A [Client] asks. The arguments and results of each verb
// have a file of their own here, so that both ends share them.
//
// # A new verb
//
// Its arguments and its result are two types in a file of this package, named
// after it. Its handler is a function of its own in package server:
//
//	func (s *Server) drain(ctx context.Context, by control.Peer, a control.Drain) (control.Drained, error)
//
// and one line in the table there: "drain": control.Changing(s.drain). The error
// may join many; each line of it becomes a problem. Dry runs, waiting and
// confirmation are arguments like any others.
//
// # Invariants
//
//   - At most 16 connections are open; more wait until one ends.
//   - A request that is not there in full within 5 s is thrown out; an idle
//     connection too. Nobody holds a place for longer than a minute and a few
//     seconds.
//   - A socket on which somebody answers is never replaced. One that is there
//     is always answered on, and never has another mode than 0660.
//   - Users are read before the process closes itself in; who was made since is a
//     number there.
//
// # Goroutines
//
// Verbs run at the same time, one goroutine each: what they share they guard.
// Listen, Close, Users and a Client may be used from any goroutine.
package control
