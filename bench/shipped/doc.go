// Package shipped is geosrv as people run it: the program, built from this tree,
// and what a running one tells of itself. It knows no code of the server.
//
// Its functions may be called from any goroutine.
package shipped
