package answer

import "geosrv/server/wire"

// Face is what the server says of itself, whatever the plan: immutable, shared
// by all workers, swapped as a whole. The zero value says nothing.
type Face struct {
	Secrets *wire.Secrets // of cookies; nil: a cookie is not answered (RFC 7873 5.2)
	NSID    string        // sent to those who ask (RFC 5001); "": never
	Version string        // CH TXT version.bind and version.server; "": refused
	ID      string        // CH TXT id.server and hostname.bind (RFC 4892); "": refused
}
