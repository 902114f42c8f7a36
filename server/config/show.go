package config

import (
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// Show writes c as one YAML file with its defaults written out: those that
// depend on no zone and no preset. Paths are absolute. Parse reads it back to
// an equal Config, places and Files aside.
func Show(c *Config) string {
	top := newShown(0)
	top.text("profile", c.Profile)
	top.add("listen", texts(c.Listen))
	top.boolean("freebind", c.FreeBind)
	top.add("zones", each(0, c.Zones, showZone))
	top.add("mode", text(either(c.Observe, "observe", "steer")))
	top.time("ttl", c.TTL)
	top.time("ttl_unsettled", c.TTLUnsettled)
	top.text("overrides", c.Overrides)
	showControl(top, &c.Control)
	showState(top, &c.State)
	top.add("hook", showHook(&c.Hook))
	top.add("status", showStatus(&c.Status))
	top.add("dnstap", showDnstap(&c.Dnstap))
	top.add("nameservers", showNameservers(c.Nameservers))
	top.add("lint", showLint(&c.Lint))
	showPackets(top, c)
	top.add("geo", showGeo(&c.Geo))
	top.add("sites", byName(c.Sites, showSite))
	top.add("areas", byName(c.Areas, func(a Area) (string, *yaml.Node) { return a.Name, refTexts(a.Sites) }))
	top.add("pools", byName(c.Pools, showPool))
	top.add("services", byName(c.Services, func(s Service) (string, *yaml.Node) { return s.Name, showService(&s) }))
	top.add("probe", showProbe(&c.Probe))
	top.add("groups", byName(c.Groups, func(e Entry) (string, *yaml.Node) { return e.Name, showEntry(&e, "sets") }))
	top.add("steer", each(0, c.Steer, func(e Entry) *yaml.Node { return showEntry(&e, "names") }))
	out, err := yaml.Dump(top.n, yaml.WithLineWidth(120))
	if err != nil {
		// The tree holds plain texts only; the emitter has nothing to refuse.
		return "# cannot be shown: " + strings.ReplaceAll(err.Error(), "\n", " ") + "\n"
	}
	return string(out)
}

// shown is a YAML mapping that is being written. Values that say nothing are
// left out.
type shown struct{ n *yaml.Node }

// newShown makes an empty mapping; style 0 is one key a line.
func newShown(style yaml.Style) shown {
	return shown{&yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: style}}
}

// add writes a key, unless its value is empty: an empty list is not what nobody
// said.
func (s shown) add(key string, v *yaml.Node) {
	if v != nil && (v.Kind == yaml.ScalarNode || len(v.Content) > 0) {
		s.n.Content = append(s.n.Content, text(key), v)
	}
}

// text writes a text, if there is one.
func (s shown) text(key, v string) {
	if v != "" {
		s.add(key, text(v))
	}
}

// time writes a duration with its unit, if there is one.
func (s shown) time(key string, d time.Duration) {
	if d != 0 {
		s.add(key, plain("!!str", short(d)))
	}
}

// number writes a number, if it was said: 0 never is.
func (s shown) number(key string, n int) {
	if n != 0 {
		s.add(key, plain("!!int", strconv.Itoa(n)))
	}
}

func (s shown) boolean(key string, v bool) { s.add(key, plain("!!bool", strconv.FormatBool(v))) }

// flag writes true, if it is: a key that is false by itself.
func (s shown) flag(key string, on bool) {
	if on {
		s.boolean(key, on)
	}
}

// timing writes what services and probe share.
func (s shown) timing(t Timing) {
	s.time("interval", t.Interval)
	s.time("fast_interval", t.FastInterval)
	s.time("down_interval", t.DownInterval)
	s.time("timeout", t.Timeout)
	s.time("hedge", t.Hedge)
	s.number("attempts", t.Attempts)
	s.number("fall", t.Fall)
	s.number("ok", t.Ok)
	s.number("rise", t.Rise)
	s.time("hold_down", t.HoldDown)
	s.time("quarantine", t.Quarantine)
}

// plain is a value that YAML would resolve to the tag by itself.
func plain(tag, v string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: v} }

// text is a value that is quoted wherever YAML would read it as something
// else.
func text(v string) *yaml.Node { return plain("!!str", v) }

// each writes a list.
func each[T any](style yaml.Style, items []T, one func(T) *yaml.Node) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: style}
	for _, item := range items {
		n.Content = append(n.Content, one(item))
	}
	return n
}

// texts writes a list of values on one line.
func texts[T interface{ String() string }](items []T) *yaml.Node {
	return each(yaml.FlowStyle, items, func(v T) *yaml.Node { return text(v.String()) })
}

// refTexts writes names on one line.
func refTexts(refs []Ref) *yaml.Node {
	return each(yaml.FlowStyle, refs, func(r Ref) *yaml.Node { return text(r.Name) })
}

// addressTexts writes addresses on one line.
func addressTexts(addresses []Address) *yaml.Node {
	return each(yaml.FlowStyle, addresses, func(a Address) *yaml.Node { return text(a.Addr.String()) })
}

// byName writes a mapping of named objects, one a line.
func byName[T any](items []T, one func(T) (string, *yaml.Node)) *yaml.Node {
	m := newShown(0)
	for _, item := range items {
		name, v := one(item)
		m.n.Content = append(m.n.Content, text(name), v)
	}
	return m.n
}

// either chooses between the two words of a key.
func either(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}
