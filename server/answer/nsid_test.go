package answer_test

import (
	"testing"

	"geosrv/server/answer"
)

// TestNSID: the name of this server goes with every reply to who asks for it
// (RFC 5001), where it makes no forged asker's victim get more than was sent.
func TestNSID(t *testing.T) {
	s := serve(t, plainZone)
	s.face = &answer.Face{NSID: "ams-1", ID: "ams-1"}
	s.expect(`
;; ns.x.example. A +nsid
;; NOERROR aa
ns.x.example. 300 IN A 192.0.2.53
;; OPT nsid=ams-1

;; ns.x.example. A
;; NOERROR aa
ns.x.example. 300 IN A 192.0.2.53

;; q.sub.x.example. A +nsid
;; NOERROR
;; AUTHORITY
sub.x.example. 300 IN NS ns.sub.x.example.
;; ADDITIONAL
ns.sub.x.example. 300 IN A 192.0.2.90
;; OPT nsid=ams-1

;; id.server. TXT CH +nsid
;; NOERROR aa
id.server. 0 CH TXT "ams-1"
;; OPT nsid=ams-1

;; elsewhere.test. A +nsid +tcp
;; REFUSED
;; OPT nsid=ams-1 ede=20

;; elsewhere.test. A +nsid
;; REFUSED
`)
	s.face = &answer.Face{}
	s.expect(`
;; ns.x.example. A +nsid
;; NOERROR aa
ns.x.example. 300 IN A 192.0.2.53
`)
}

// TestKeepalive: how long a connection may idle, to who asks by TCP (RFC 7828
// 3.3.2), with or without a face.
func TestKeepalive(t *testing.T) {
	s := serve(t, plainZone)
	s.expect(`
;; ns.x.example. A +keepalive +tcp
;; NOERROR aa
ns.x.example. 300 IN A 192.0.2.53
;; OPT keepalive=100

;; ns.x.example. A +tcp
;; NOERROR aa
ns.x.example. 300 IN A 192.0.2.53

;; ns.x.example. A +keepalive
;; NOERROR aa
ns.x.example. 300 IN A 192.0.2.53
`)
}
