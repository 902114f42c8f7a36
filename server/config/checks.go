package config

import "slices"

// check is what a kind of probe can be told.
type check struct {
	name       string
	transports []string // the first is the default
	keys       []string // further keys of a service that mean something to it
}

// checks is the one list of the checks that are built.
func checks() []check {
	named := tlsKeys()
	return []check{
		{"sip", []string{"tls", "tcp", "udp"}, append(tlsKeys(), "domain", "register")},
		{"tls", []string{"tls"}, named},
		{"tcp", []string{"tcp"}, nil},
		{"https", []string{"tls"}, append(tlsKeys(), httpsKeys()...)},
		{"xmpp", []string{"tcp", "tls"}, append(tlsKeys(), xmppKeys()...)},
		{"smtp", []string{"tcp", "tls"}, named},
		{"ms-turn", []string{"udp", "tcp"}, nil},
		{"stun", []string{"udp", "tcp", "tls"}, named},
		{"exec", nil, []string{"name", "command"}},
		{"file", nil, []string{"file", "verdicts", "max_age"}},
		{"none", nil, nil},
	}
}

// ofSomeCheck tells the keys that mean something to some checks only.
func ofSomeCheck(key string) bool {
	return slices.ContainsFunc(checks(), func(c check) bool { return slices.Contains(c.keys, key) })
}

// findCheck looks a check up by name.
func findCheck(name string) (check, bool) {
	all := checks()
	i := slices.IndexFunc(all, func(c check) bool { return c.name == name })
	if i < 0 {
		return check{}, false
	}
	return all[i], true
}

// DefaultTransport returns what a check speaks over if nobody says: "tls",
// "tcp", "udp", or "" for a check that sends nothing by itself.
func DefaultTransport(checkName string) string {
	c, _ := findCheck(checkName)
	if len(c.transports) == 0 {
		return ""
	}
	return c.transports[0]
}

// DefaultPort returns the port of a check over a transport ("" for the
// check's default) when neither the service nor a SRV record says one; 0 if
// the check has none of its own: then the port must be said.
func DefaultPort(checkName, transport string) uint16 {
	if transport == "" {
		transport = DefaultTransport(checkName)
	}
	switch checkName {
	case "sip":
		if transport == "tls" {
			return PortSIPS
		}
		return PortSIP
	case "https", "tls":
		return PortHTTPS
	case "xmpp":
		return PortXMPP
	case "smtp":
		return PortSMTP
	case "ms-turn":
		if transport == "tcp" {
			return PortHTTPS
		}
		return PortSTUN
	case "stun":
		if transport == "tls" {
			return PortSTUNS
		}
		return PortSTUN
	}
	return 0
}
