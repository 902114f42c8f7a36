package draft

import "slices"

// services writes the records that lead to the pools: what people and programs
// ask for.
func (z *zoneText) services() {
	switch z.Profile {
	case "lync":
		z.lync(443)
	case "lync-single-ip":
		z.lync(5061)
	case "sip-trunk":
		z.trunk()
	case "xmpp":
		z.xmpp()
	case "matrix":
		z.matrix()
	case "web":
		z.note("What people open in a browser: at one pool here, at the nearest once it is steered.")
		z.addrs("@", z.Pools[0].role(""))
		z.addrs("www", z.Pools[0].role(""))
	}
}

// lync is sign-in at a port, federation in address mode, and web names where
// there are reverse proxies.
func (z *zoneText) lync(signIn int) {
	z.note("Sign-in from outside: clients read every record and try one after the other.")
	z.ladder("_sip._tls", 10, 10, signIn, "access")
	z.note("Federation: partners read one record and compare its name with the certificate.",
		"The name stays; its addresses move. Every pool shows the same certificate for it.")
	z.record("_sipfederationtls._tcp", steeredTTL, "SRV", "0 0 5061 sip")
	z.addrs("sip", z.Pools[0].role("access"))
	if web := z.webPool(); web != nil {
		z.note("Web names: mobile clients know nothing else.")
		for _, name := range webNames() {
			z.addrs(name, web.role("web"))
		}
	}
	z.note("lyncdiscoverinternal, sipinternal and _sipinternaltls._tcp must not exist here,",
		"and no wildcard may make them up: clients outside would take themselves for inside.")
}

// webNames are the names of Lync's web services that any pool can answer.
func webNames() []string { return []string{"lyncdiscover", "meet", "dialin"} }

// webPool is the first pool that has a reverse proxy, nil for none.
func (z *zoneText) webPool() *Pool {
	i := slices.IndexFunc(z.Pools, func(p Pool) bool { return len(p.role("web")) > 0 })
	if i < 0 {
		return nil
	}
	return &z.Pools[i]
}

// trunk is three transports, the best one first by NAPTR (RFC 3263 4.1).
func (z *zoneText) trunk() {
	z.note("SIP between carriers. TLS first, then TCP, then UDP (RFC 3263).")
	z.record("@", steeredTTL, "NAPTR", `10 10 "s" "SIPS+D2T" "" _sips._tcp`)
	z.record("", steeredTTL, "NAPTR", `20 10 "s" "SIP+D2T" "" _sip._tcp`)
	z.record("", steeredTTL, "NAPTR", `30 10 "s" "SIP+D2U" "" _sip._udp`)
	z.note("Priorities and weights are yours: dead gateways are left out, nothing else changes.")
	z.ladder("_sips._tcp", 10, 10, 5061, "sbc")
	z.ladder("_sip._tcp", 10, 10, 5060, "sbc")
	z.ladder("_sip._udp", 10, 10, 5060, "sbc")
}

// xmpp is four sets: direct TLS stands 5 before STARTTLS of the same pool,
// since clients join both (XEP-0368).
func (z *zoneText) xmpp() {
	z.note("Direct TLS 5 before STARTTLS at the same pool: both are joined (XEP-0368).")
	z.ladder("_xmpps-client._tcp", 5, 10, 5223, "xmpp")
	z.ladder("_xmpp-client._tcp", 10, 10, 5222, "xmpp")
	z.ladder("_xmpps-server._tcp", 5, 10, 5270, "xmpp")
	z.ladder("_xmpp-server._tcp", 10, 10, 5269, "xmpp")
}

// matrix is a homeserver at one pool at a time, and the web name that serves
// .well-known if there is one.
func (z *zoneText) matrix() {
	z.note("Federation of homeservers: at one pool at a time.")
	z.ladder("_matrix-fed._tcp", 10, 10, 8448, "hs")
	z.note("Clients come by this name; it moves with federation.")
	z.addrs("matrix", z.Pools[0].role("hs"))
	if web := z.webPool(); web != nil {
		z.note("The domain itself serves /.well-known/matrix/server.")
		z.addrs("@", web.role("web"))
	}
}
