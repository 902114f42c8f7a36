package health

import "cmp"

// The values of Endpoint.Stream: who opens the stream (RFC 6120 4.8.3). An
// empty value goes by the port.
const (
	StreamServer = "server" // as another server: jabber:server
	StreamClient = "client" // as a client: jabber:client
)

// The values of Endpoint.StartTLS. An empty value means StartTLSOffered.
const (
	StartTLSOffered  = "offered"  // go through TLS where the peer offers it
	StartTLSRequired = "required" // a peer that does not offer it has failed
	StartTLSNever    = "never"    // the features of the first stream will do
)

// XMPPStream is Stream, or what the published port stands for.
func (e Endpoint) XMPPStream() string { return cmp.Or(e.Stream, streamAt(e.Addr.Port())) }

// streamAt is the stream of a port: 5222 and 5223 are for clients (RFC 6120
// 14.7 and the custom before XEP-0368), all else is for servers.
func streamAt(port uint16) string {
	if port == 5222 || port == 5223 {
		return StreamClient
	}
	return StreamServer
}
