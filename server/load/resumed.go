package load

import "geosrv/server/shelf"

// Resumed says what the first load of a server is made of. The zero value is that of
// one for which nothing was kept.
type Resumed struct {
	Whole bool        // of what was kept, and nothing of what the files are now
	List  *shelf.List // what was kept; nil: nothing
}
