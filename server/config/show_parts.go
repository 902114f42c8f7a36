package config

import (
	"strconv"

	"go.yaml.in/yaml/v4"
)

// showZone writes a path, or a mapping if more than the path was said.
func showZone(z ZoneSource) *yaml.Node {
	if z.Origin == "" && z.Profile == "" {
		return text(z.Path)
	}
	m := newShown(yaml.FlowStyle)
	m.text("file", z.Path)
	m.text("name", z.Origin)
	m.text("profile", z.Profile)
	return m.n
}

// showGeo writes how places are found, the bits of ECS always.
func showGeo(g *Geo) *yaml.Node {
	m := newShown(0)
	m.text("database", g.Database)
	m.add("networks", byName(g.Networks, func(n Network) (string, *yaml.Node) {
		return n.Prefix.String(), text(n.Site)
	}))
	m.add("prefer", byName(g.Prefer, func(p Prefer) (string, *yaml.Node) { return p.Country, refTexts(p.Sites) }))
	m.add("unknown", refTexts(g.Unknown))
	m.number("depth", g.Depth)
	ecs := newShown(yaml.FlowStyle)
	if len(g.ECS.From) > 0 {
		ecs.add("from", texts(g.ECS.From))
	} else {
		ecs.text("from", either(g.ECS.None, "none", "any"))
	}
	ecs.number("v4", g.ECS.V4)
	ecs.number("v6", g.ECS.V6)
	m.add("ecs", ecs.n)
	return m.n
}

func showSite(s Site) (string, *yaml.Node) {
	m := newShown(yaml.FlowStyle)
	if s.Country != "" {
		m.text("country", s.Country)
		return s.Name, m.n
	}
	m.add("at", each(yaml.FlowStyle, s.At[:], func(f float64) *yaml.Node {
		return plain("!!float", strconv.FormatFloat(f, 'f', -1, 64))
	}))
	return s.Name, m.n
}

// showPool writes a pool in the form it was read: one list of names, or roles.
func showPool(p Pool) (string, *yaml.Node) {
	m := newShown(0)
	m.text("site", p.Site.Name)
	if len(p.Roles) == 1 && p.Roles[0].Name == "" {
		m.add("names", refTexts(p.Roles[0].Names))
		m.add("addresses", addressTexts(p.Roles[0].Addresses))
	} else {
		m.add("names", byName(p.Roles, showRole))
	}
	m.add("servers", byName(p.Servers, showServer))
	m.number("min_up", p.MinUp)
	if p.Capacity > 0 {
		m.text("capacity", strconv.Itoa(p.Capacity)+"%")
	}
	m.boolean("members", !p.NoMembers)
	m.add("substitute", refTexts(p.Substitute))
	m.text("certificate", either(p.Shared, "shared", ""))
	return p.Name, m.n
}

// showRole writes the hosts of a role, with its service if it has its own.
func showRole(r Role) (string, *yaml.Node) {
	if r.Service == nil {
		return r.Name, refTexts(r.Names)
	}
	m := newShown(yaml.FlowStyle)
	m.add("names", refTexts(r.Names))
	m.add("service", showServiceRef(r.Service))
	return r.Name, m.n
}

func showServer(s Server) (string, *yaml.Node) {
	if !s.Behind.IsValid() {
		return s.Name, addressTexts(s.Addresses)
	}
	m := newShown(yaml.FlowStyle)
	m.text("behind", s.Behind.String())
	m.text("probe", s.Probe.String())
	return s.Name, m.n
}

// showServiceRef writes a name, or the service on the spot.
func showServiceRef(s *ServiceRef) *yaml.Node {
	switch {
	case s == nil:
		return nil
	case s.Inline != nil:
		return showService(s.Inline)
	}
	return text(s.Name)
}

func showService(s *Service) *yaml.Node {
	m := newShown(yaml.FlowStyle)
	m.text("check", s.Check)
	m.text("transport", s.Transport)
	m.number("port", int(s.Port))
	m.text("name", s.TLSName)
	m.text("host", s.Host)
	m.text("path", s.Path)
	m.add("expect", each(yaml.FlowStyle, s.Expect, func(n int) *yaml.Node { return plain("!!int", strconv.Itoa(n)) }))
	m.text("body", s.Body)
	m.text("verify", s.Verify)
	m.text("domain", s.Domain)
	m.flag("register", s.Register)
	m.add("drain", each(yaml.FlowStyle, s.Drain, func(n int) *yaml.Node { return plain("!!int", strconv.Itoa(n)) }))
	m.text("stream", s.Stream)
	m.text("starttls", s.StartTLS)
	m.text("from", s.From)
	if s.Client != nil {
		m.text("client_cert", s.Client.Cert)
		m.text("client_key", s.Client.Key)
	}
	m.flag("legacy_tls", s.LegacyTLS)
	m.text("warn_before", inDays(s.WarnBefore))
	m.text("expiring", s.Expiring)
	m.add("command", each(yaml.FlowStyle, s.Command, text))
	m.text("file", s.File)
	m.text("verdicts", s.Verdicts)
	m.time("max_age", s.MaxAge)
	m.timing(s.Timing)
	return m.n
}

func showProbe(p *Probe) *yaml.Node {
	m := newShown(0)
	m.add("via", byName(p.Via, func(v Via) (string, *yaml.Node) {
		from, to := v.From.String(), v.To.String()
		if v.Port != 0 {
			from = v.fromSocket()
		}
		if v.Socket.IsValid() {
			to = v.Socket.String()
		}
		return from, text(to)
	}))
	m.add("source", texts(p.Source))
	m.add("reference", showReferences(p.Reference))
	if p.OptionsFrom != "" {
		options := newShown(yaml.FlowStyle)
		options.text("from", p.OptionsFrom)
		m.add("options", options.n)
	}
	m.number("max_in_flight", p.MaxInFlight)
	m.timing(p.Timing)
	return m.n
}

// showEntry writes a group or an entry of steer; sets is the key of its
// owners. What was not said depends on presets and zones, and stays unsaid.
func showEntry(e *Entry, sets string) *yaml.Node {
	m := newShown(yaml.FlowStyle)
	m.add(sets, refTexts(e.Sets))
	m.text("policy", e.Policy)
	m.text("by", e.By)
	m.text("takeover", e.Takeover)
	m.text("failback", e.Failback)
	m.time("return_after", e.ReturnAfter)
	m.time("forgive", e.Forgive)
	m.text("down", e.Down)
	m.text("drained", e.Drained)
	m.text("needs", e.Needs)
	m.text("decide", e.Decide)
	m.text("families", e.Families)
	m.text("mode", e.Mode)
	m.text("certificate", either(e.Shared, "shared", ""))
	m.text("pool", either(e.Foreign, "none", ""))
	if e.NoMembers {
		m.boolean("members", false)
	}
	m.flag("publish_standby", e.Standby)
	m.number("first", e.First)
	m.number("step", e.Step)
	m.number("rungs", e.Rungs)
	m.number("rank", e.Rank)
	m.number("min_up", e.MinUp)
	m.time("ttl", e.TTL)
	m.time("ttl_unsettled", e.TTLUnsettled)
	m.add("pools", refTexts(e.Pools))
	m.add("service", showServiceRef(e.Service))
	return m.n
}
