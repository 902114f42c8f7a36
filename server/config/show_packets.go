package config

import (
	"strconv"

	"go.yaml.in/yaml/v4"
)

// showPackets writes what guards the sockets and what the server says of
// itself. How many connections may be open is only there if it was said: the
// default hangs on the machine.
func showPackets(top shown, c *Config) {
	top.add("rate_limit", showRateLimit(&c.RateLimit))
	top.add("cookies", showCookies(&c.Cookies))
	tcp := newShown(yaml.FlowStyle)
	tcp.number("connections", c.TCP.Connections)
	tcp.number("per_network", c.TCP.PerNetwork)
	tcp.time("idle", c.TCP.Idle)
	top.add("tcp", tcp.n)
	top.text("nsid", c.NSID)
	chaos := newShown(yaml.FlowStyle)
	chaos.text("version", c.Chaos.Version)
	chaos.text("id", c.Chaos.ID)
	top.add("chaos", chaos.n)
}

// showRateLimit writes off, or all the numbers.
func showRateLimit(l *RateLimit) *yaml.Node {
	if l.Off {
		return text("off")
	}
	m := newShown(yaml.FlowStyle)
	m.number("answers", l.Answers)
	m.number("errors", l.Errors)
	m.add("slip", plain("!!int", strconv.Itoa(l.Slip))) // 0 is a choice
	m.number("v4", l.V4)
	m.number("v6", l.V6)
	m.add("exempt", texts(l.Exempt))
	return m.n
}

// showCookies writes off, on, or the path of the secrets.
func showCookies(c *Cookies) *yaml.Node {
	if c.Off || c.Secrets == "" {
		return text(either(c.Off, "off", "on"))
	}
	m := newShown(yaml.FlowStyle)
	m.text("secrets", c.Secrets)
	return m.n
}
