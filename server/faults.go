package server

import (
	"encoding/hex"

	"geosrv/server/control"
)

// faults are the requests that made a fault, as a status has them.
func (s *Server) faults() (out []control.Fault) {
	for _, f := range s.sockets.faults.All() {
		transport := "tcp"
		if f.UDP {
			transport = "udp"
		}
		out = append(out, control.Fault{
			At: f.At, From: f.From.String(), Transport: transport, Request: hex.EncodeToString(f.Request), Size: f.Size, Fault: f.Panic,
		})
	}
	return out
}
