package lint

import (
	"encoding/binary"
	"strconv"
	"strings"

	"geosrv/zones"
)

// servicePorts are well-known services and the ports at which they are usually
// found: IANA's, and those of Microsoft's documents for `_sip._tls`.
const servicePorts = `
_sip._tls               443 5061
_sipfederationtls._tcp  5061
_sipinternaltls._tcp    5061
_sipinternal._tcp       5060
_sip._udp               5060
_sip._tcp               5060
_sips._tcp              5061
_xmpp-server._tcp       5269
_xmpps-server._tcp      5270 5269
_xmpp-client._tcp       5222
_xmpps-client._tcp      5223
_stun._udp              3478
_stun._tcp              3478
_stuns._tcp             5349
_turn._udp              3478
_turn._tcp              3478
_turns._tcp             5349
_matrix-fed._tcp        8448
_matrix._tcp            8448
_ntp._udp               123
_ldap._tcp              389
_kerberos._udp          88
_kerberos._tcp          88
_kpasswd._udp           464
_kpasswd._tcp           464
_imap._tcp              143
_imaps._tcp             993
_pop3._tcp              110
_pop3s._tcp             995
_submission._tcp        587
_submissions._tcp       465
_autodiscover._tcp      443
_caldavs._tcp           443
_carddavs._tcp          443
_h323cs._tcp            1720
_h323ls._udp            1719
_collab-edge._tls       8443
_cisco-uds._tcp         8443
_minecraft._tcp         25565
_vlmcs._tcp             1688
`

// wellKnown reads that table.
func wellKnown() map[string][]uint16 {
	out := map[string][]uint16{}
	for line := range strings.Lines(servicePorts) {
		for i, word := range strings.Fields(line) {
			owner := strings.Fields(line)[0]
			if port, err := strconv.ParseUint(word, 10, 16); i > 0 && err == nil {
				out[owner] = append(out[owner], uint16(port))
			}
		}
	}
	return out
}

// service is a SRV set under its name of the form _service._proto (RFC 2782).
type service struct {
	rrset
	kind    string     // its first two labels, such as "_sip._tls"
	domain  zones.Name // the name behind them; "" if there is none
	records []record
}

// record is one SRV record.
type record struct {
	priority, weight, port uint16
	target                 zones.Name
}

// eachService calls yield for every SRV set of a zone.
func (l *linter) eachService(source int32, yield func(*service)) {
	src := &l.Sources[source]
	for node := range int32(src.Zone.Nodes()) {
		if id, ok := src.Zone.Lookup(node, typeSRV); ok {
			yield(newService(rrset{src.Zone.Set(id), src.Zone, id, src.Zone.NameOf(node), src.Profile}))
		}
	}
}

func newService(set rrset) *service {
	s := &service{rrset: set, kind: set.owner.Label() + "." + set.owner.Parent().Label(), domain: set.owner.Parent().Parent()}
	for _, rdata := range set.Records {
		target, _ := set.Target(rdata)
		s.records = append(s.records, record{
			binary.BigEndian.Uint16(rdata), binary.BigEndian.Uint16(rdata[2:]), binary.BigEndian.Uint16(rdata[4:]), target,
		})
	}
	return s
}

// service looks at one SRV set.
func (l *linter) service(s *service) {
	l.typo(s)
	l.lintTargets(s)
	l.federation(s)
	l.ports(s)
	l.ranks(s)
	l.unsteered(s)
	l.parity(s)
}

// lync reports whether the rules of Lync and Skype for Business hold for a set.
func (s *rrset) lync() bool { return s.profile == "lync" || s.profile == "lync-single-ip" }
