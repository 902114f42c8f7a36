package draft

import "strings"

// steered writes the groups and names that follow the pools.
func (c *configText) steered() {
	c.line("")
	names := strings.Join(c.with(c.shape.roles[0].name), ", ")
	switch c.Profile {
	case "lync", "lync-single-ip":
		c.line("# One decision each, however many names follow it: add the names of your other")
		c.line("# SIP domains. Federation moves by itself and comes back by geosrv return.")
		c.line("groups:")
		by := "" // the nearest, by the preset
		if c.policy(c.shape.roles[0].name) == "single" {
			by = "by: listed, "
		}
		c.line("  federation: {%spools: [%s], sets: [sip.%s]}", by, names, c.Domain)
		c.line("steer:")
		c.line("  - {name: _sip._tls.%s}", c.Domain)
		c.webNamed()
	case "sip-trunk":
		c.line("# Three transports, one decision. A gateway is left out when none of them answers.")
		c.line("groups:")
		c.sets("trunk", nil, "_sips._tcp", "_sip._tcp", "_sip._udp")
	case "xmpp":
		c.line("# Four sets, one decision: the nearest pool first.")
		c.line("groups:")
		c.sets("chat", nil, "_xmpps-client._tcp", "_xmpp-client._tcp", "_xmpps-server._tcp", "_xmpp-server._tcp")
	case "matrix":
		c.line("# A homeserver runs at one pool at a time, and people move it: geosrv move")
		c.line("# homeserver POOL.")
		c.line("groups:")
		c.sets("homeserver", []string{"policy: one", "by: listed", "takeover: command", "pools: [" + names + "]"}, "_matrix-fed._tcp", "matrix")
		if web := c.with("web"); len(web) > 0 {
			c.line("services:")
			c.line("  wellknown: {check: https, path: /.well-known/matrix/server, host: %s, body: m.server}", c.Domain)
			c.line("steer:")
			c.line("  - {name: %s, policy: %s, pools: [%s], service: wellknown}", c.Domain, c.policy("web"), strings.Join(web, ", "))
		}
	case "web":
		c.line("# At the nearest live pool; back home by itself.")
		c.line("steer:")
		c.line("  - {names: [%s, www.%s], policy: %s, pools: [%s]}", c.Domain, c.Domain, c.policy(""), names)
	}
}

// sets writes a group of names of the domain, with its other keys.
func (c *configText) sets(group string, keys []string, owners ...string) {
	c.line("  %s:", group)
	for _, key := range keys {
		c.line("    %s", key)
	}
	c.line("    sets:")
	for _, owner := range owners {
		c.line("      - %s.%s", owner, c.Domain)
	}
}

// webNamed writes the web names, where there are reverse proxies.
func (c *configText) webNamed() {
	web := c.with("web")
	if len(web) == 0 {
		return
	}
	var all []string
	for _, name := range webNames() {
		all = append(all, name+"."+c.Domain)
	}
	c.line("  - {names: [%s], policy: %s, pools: [%s]}", strings.Join(all, ", "), c.policy("web"), strings.Join(web, ", "))
}

// policy is the word for names at one pool with a role: the nearest, where there
// are several places to choose from.
func (c *configText) policy(role string) string {
	first := ""
	for i := range c.Pools {
		switch p := &c.Pools[i]; {
		case len(p.role(role)) == 0:
		case first == "":
			first = p.Site
		case first != p.Site:
			return "nearest"
		}
	}
	return "single"
}
