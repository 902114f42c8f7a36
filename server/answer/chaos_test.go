package answer_test

import (
	"strings"
	"testing"

	"geosrv/server/answer"
)

const plainZone = `$ORIGIN x.example.
$TTL 300
@    SOA ns hostmaster 1 7200 900 1209600 60
     NS  ns
ns   A   192.0.2.53
*.w  A   192.0.2.1
sub  NS  ns.sub
ns.sub A 192.0.2.90
old  DNAME ns
`

// TestChaos: who this server is, to those who ask in class CH (RFC 4892), as
// far as it is to be known.
func TestChaos(t *testing.T) {
	s := serve(t, plainZone)
	s.face = &answer.Face{Version: "geosrv 1", ID: "ams-1"}
	s.expect(`
;; version.bind. TXT CH
;; NOERROR aa
version.bind. 0 CH TXT "geosrv 1"

;; VERSION.Server. TXT CH +noedns
;; NOERROR aa
VERSION.Server. 0 CH TXT "geosrv 1"

;; id.server. TXT CH
;; NOERROR aa
id.server. 0 CH TXT "ams-1"

;; hostname.bind. ANY CH
;; NOERROR aa
hostname.bind. 0 CH TXT "ams-1"

# other types of these names do not exist
;; id.server. A CH
;; NOERROR aa

;; version.bind. SOA CH
;; NOERROR aa

# other names are not ours to know, nor are our own in that class
;; authors.bind. TXT CH +tcp
;; REFUSED
;; OPT ede=20

;; x.version.bind. TXT CH +tcp
;; REFUSED
;; OPT ede=20

;; ns.x.example. TXT CH +tcp
;; REFUSED
;; OPT ede=20

# nor are these names there in class IN
;; version.bind. TXT +tcp
;; REFUSED
;; OPT ede=20
`)
	s.face = &answer.Face{ID: strings.Repeat("i", 300)}
	s.expect(`
# what is not set is refused
;; version.server. TXT CH +tcp
;; REFUSED
;; OPT ede=20

# a string has 255 octets at most
;; id.server. TXT CH +tcp
;; NOERROR aa
id.server. 0 CH TXT "` + strings.Repeat("i", 255) + `"
`)
	s.face = nil
	s.expect(`
# by default nothing is said
;; version.bind. TXT CH
;; REFUSED

;; id.server. TXT CH
;; REFUSED
`)
}
