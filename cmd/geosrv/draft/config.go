package draft

import (
	"fmt"
	"net/netip"
	"strings"
)

// configText writes the configuration. It belongs to one call of Files.
type configText struct {
	strings.Builder
	*Answers
	shape shape
}

func (c *configText) line(format string, args ...any) { fmt.Fprintf(c, format+"\n", args...) }

// configuration is the whole file.
func (a *Answers) configuration(s shape) string {
	c := &configText{Answers: a, shape: s}
	c.line("# %s, written by geosrv init. Every key and its default:", a.Domain)
	c.line("# geosrv help configuration. What it comes to: geosrv check --show geosrv.yaml")
	c.line("")
	c.line("# observe: probe everything and keep the history, but answer the zone's data.")
	c.line("# Look at geosrv status for some days; then say steer, here or name by name.")
	c.line("mode: observe")
	c.line("")
	c.line("profile: %-27s # what well-known names want: geosrv help presets", a.Profile)
	c.line("zones: [%s]", ZoneFile(a.Domain))
	c.line(`# ":53" is port 53 of all addresses of this machine.`)
	c.line("listen: [%s]", quoted(a.Listen))
	c.line("")
	c.line("# Where geosrv status and the verbs reach the server, and the folder of what")
	c.line("# survives a restart: the defaults, which a service has. Done without if they")
	c.line("# cannot be had.")
	c.line("# control: /run/geosrv/control.sock")
	c.line("# state: /var/lib/geosrv")
	c.line("")
	c.geo()
	c.line("sites:")
	for _, site := range a.Sites {
		if site.Country != "" {
			c.line("  %s: {country: %q}", site.Name, site.Country)
			continue
		}
		c.line("  %s: {at: [%s, %s]}", site.Name, site.At[0], site.At[1])
	}
	c.pools()
	c.steered()
	c.references()
	return c.String()
}

// quoted writes a list of texts.
func quoted(words []string) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = fmt.Sprintf("%q", w)
	}
	return strings.Join(all, ", ")
}

// geo writes how askers are placed.
func (c *configText) geo() {
	c.line("# Where askers are. The database is GeoLite2, DB-IP or such, City or Country;")
	c.line("# geosrv geo build makes one from CSV. Networks win over it.")
	c.line("geo:")
	if c.Database != "" {
		c.line("  database: %q", c.Database)
	} else {
		c.line("  # database: GeoLite2-City.mmdb")
	}
	if len(c.Networks) == 0 {
		c.line("  # networks: {10.20.0.0/16: %s}", c.Sites[0].Name)
	} else {
		c.line("  networks:")
		for _, n := range c.Networks {
			c.line("    %s: %s", yamlNetwork(n.Prefix), n.Site)
		}
	}
	names := make([]string, len(c.Sites))
	for i, s := range c.Sites {
		names[i] = s.Name
	}
	c.line("  unknown: [%s]%s# the order for those whom nobody can place", strings.Join(names, ", "), "  ")
	c.line("")
}

// yamlNetwork quotes what YAML would take for a mapping.
func yamlNetwork(p netip.Prefix) string {
	if p.Addr().Is6() {
		return fmt.Sprintf("%q", p)
	}
	return p.String()
}

// pools writes each pool with its host names and machines.
func (c *configText) pools() {
	c.line("")
	c.line("# A pool stands at one site and fails as one. Its members are the addresses")
	c.line("# that the zone gives these names.")
	c.line("pools:")
	for i := range c.Pools {
		p := &c.Pools[i]
		c.line("  %s:", p.Name)
		c.line("    site: %s", p.Site)
		roles, _ := c.shape.hosted(p)
		if roles[0].name == "" {
			c.line("    names: [%s-%s.%s]", roles[0].host, p.Name, c.Domain)
		} else {
			c.line("    names:")
			for _, r := range roles {
				c.line("      %s: [%s-%s.%s]", r.name, r.host, p.Name, c.Domain)
			}
		}
		c.servers(p)
	}
}

// servers names the machines of a pool, for geosrv drain server:edge1-ams. It
// names none where the roles do not tell which addresses are one machine's.
func (c *configText) servers(p *Pool) {
	v4, v6, ok := c.shape.machines(p)
	if !ok {
		return
	}
	c.line("    servers:")
	for i := range max(len(v4), len(v6)) {
		var all []string
		for _, list := range [][][]netip.Addr{v4, v6} {
			if i < len(list) {
				for _, addr := range list[i] {
					all = append(all, yamlAddress(addr))
				}
			}
		}
		c.line("      %s%d-%s: [%s]", c.shape.machine, i+1, p.Name, strings.Join(all, ", "))
	}
}

// yamlAddress quotes what YAML would take for a mapping.
func yamlAddress(a netip.Addr) string {
	if a.Is6() {
		return fmt.Sprintf("%q", a)
	}
	return a.String()
}

// references names who proves that we can see. Two sites need one: a third
// could tell a dead one from being cut off.
func (c *configText) references() {
	if len(c.References) == 0 && len(c.Sites) != 2 {
		return
	}
	c.line("")
	c.line("# Who proves that we see the world when a site falls silent: nameservers that")
	c.line("# stand at none of the sites and answer us.")
	if len(c.References) == 0 {
		c.line("# probe: {reference: [ADDRESS]}")
		return
	}
	all := make([]string, len(c.References))
	for i, addr := range c.References {
		all[i] = yamlAddress(addr)
	}
	c.line("probe: {reference: [%s]}", strings.Join(all, ", "))
}
