package roster

import (
	"path"
	"slices"
	"strings"

	"geosrv/server/config"
	"geosrv/zones"
)

// Asks reports whether a configuration asks for the records of an owner to be
// steered, whether they exist or not: by name, by a glob, or as a host name of a
// pool.
func Asks(c *config.Config, owner zones.Name) bool {
	text := owner.Text()
	named := func(r config.Ref) bool {
		ok, _ := path.Match(r.Name, strings.ReplaceAll(text, "/", "|"))
		return ok || strings.EqualFold(r.Name, text)
	}
	entry := func(e config.Entry) bool { return slices.ContainsFunc(e.Sets, named) }
	if slices.ContainsFunc(c.Steer, entry) || slices.ContainsFunc(c.Groups, entry) {
		return true
	}
	return slices.ContainsFunc(c.Pools, func(p config.Pool) bool {
		return !p.NoMembers && slices.ContainsFunc(p.Roles, func(r config.Role) bool {
			return slices.ContainsFunc(r.Names, func(n config.Ref) bool { return strings.EqualFold(n.Name, text) })
		})
	})
}
