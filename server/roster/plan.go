package roster

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"geosrv/server/config"
	"geosrv/zones"
)

// draft is a group before its candidates are known.
type draft struct {
	name    string
	entry   *config.Entry
	owners  []owner
	members bool // a host name of a pool, steered without saying it
}

// owner is a steered name with the RRsets that are steered at it.
type owner struct {
	node
	pos     config.Pos
	profile string
	types   []uint16 // of SRV, A, AAAA: those that exist
}

func (o owner) srv() bool { return slices.Contains(o.types, typeSRV) }

// plan expands the entries of groups and steer into drafts, then gives every
// host name of a pool that nobody named a draft of its own.
func (b *builder) plan() {
	for i := range b.r.Config.Groups {
		e := &b.r.Config.Groups[i]
		d := draft{name: e.Name, entry: e}
		for _, ref := range e.Sets {
			d.owners = append(d.owners, b.expand(ref)...)
		}
		if len(d.owners) > 0 {
			b.drafts = append(b.drafts, d)
		} else if len(b.problems) == 0 {
			b.problems.add(e.Pos, fmt.Sprintf("group %s steers nothing", e.Name), "list owner names under sets:")
		}
	}
	for i := range b.r.Config.Steer {
		e := &b.r.Config.Steer[i]
		for _, ref := range e.Sets {
			for _, o := range b.expand(ref) {
				b.drafts = append(b.drafts, draft{name: o.name.Text(), entry: e, owners: []owner{o}})
			}
		}
	}
	b.hostDrafts()
	for _, d := range b.drafts {
		for _, o := range d.owners {
			if !o.srv() && !d.members && d.entry.Policy != "members" {
				b.shared[o.name] = true
			}
		}
	}
	slices.SortStableFunc(b.drafts, func(x, y draft) int { return strings.Compare(x.name, y.name) })
	b.distinct()
}

// distinct refuses a group under the name of an owner that is steered by
// itself: marks, pins and history know groups by their names. Groups of the
// configuration stand before owners of the same name.
func (b *builder) distinct() {
	for i := 1; i < len(b.drafts); i++ {
		if d := &b.drafts[i-1]; d.name == b.drafts[i].name {
			b.problems.add(d.entry.Pos, fmt.Sprintf("group %s has the name of an owner that is steered by itself", d.name),
				"give the group another name")
		}
	}
}

// expand turns one name or glob of the configuration into steered owners.
func (b *builder) expand(ref config.Ref) []owner {
	if strings.Contains(ref.Name, "*") && !strings.HasPrefix(ref.Name, "*.") {
		return b.glob(ref)
	}
	name, err := zones.ParseName(ref.Name)
	if err != nil {
		b.problems.add(ref.Pos, fmt.Sprintf("%q is no name", ref.Name), err.Error())
		return nil
	}
	o, problem, hint := b.steerable(name, ref.Pos)
	if problem == "" {
		problem, hint = b.take(o)
	}
	if problem != "" {
		b.problems.add(ref.Pos, problem, hint)
		return nil
	}
	return []owner{o}
}

// glob expands a pattern over the existing owners, leaving out those that
// cannot be steered: a pattern that names none is an error.
func (b *builder) glob(ref config.Ref) (out []owner) {
	for i := range b.r.Sources {
		z := b.r.Sources[i].Zone
		for n := range int32(z.Nodes()) {
			name := z.NameOf(n)
			if ok, _ := path.Match(ref.Name, strings.ReplaceAll(name.Text(), "/", "|")); !ok {
				continue
			}
			if _, ours := b.hosts[name]; ours {
				continue
			}
			o, problem, _ := b.steerable(name, ref.Pos)
			if problem == "" {
				if problem, hint := b.take(o); problem != "" {
					b.problems.add(ref.Pos, problem, hint)
					continue
				}
				out = append(out, o)
			}
		}
	}
	if len(out) == 0 {
		b.problems.add(ref.Pos, fmt.Sprintf("%s matches no name that can be steered", ref.Name),
			"globs are matched against the names of the zones that own SRV, A or AAAA records")
	}
	return out
}

// take notes that an owner is steered; twice is an error.
func (b *builder) take(o owner) (problem, hint string) {
	if before, ok := b.taken[o.name]; ok {
		return fmt.Sprintf("%s is steered twice", o.name.Text()), "it is named at " + place(before) + " too"
	}
	b.taken[o.name] = o.pos
	return "", ""
}

// steerable looks a name up and says why it cannot be steered, if so.
func (b *builder) steerable(name zones.Name, pos config.Pos) (o owner, problem, hint string) {
	text := name.Text()
	n, kind, ok := b.find(name)
	switch {
	case strings.HasPrefix(text, "*."):
		return o, text + " is a wildcard", "steer the names that exist by themselves; add them to the zone"
	case !ok:
		return o, text + " lies in none of the zones", "add its zone to zones:"
	case kind == zones.Wildcard:
		return o, text + " exists only by a wildcard", "add a record of its own to the zone"
	case kind == zones.Referral:
		return o, text + " is delegated away", "steer it at the servers of that zone, or take the NS records out"
	case b.belowDNAME(n, b.r.Sources[n.zone].Zone):
		return o, text + " lies under a DNAME", "steer the name that it leads to"
	case kind != zones.Exact:
		return o, text + " does not exist in " + b.r.Sources[n.zone].Zone.Apex().Text(), b.nearName(n, text)
	}
	switch {
	case b.rrset(n, typeCNAME) >= 0:
		return o, text + " is an alias (CNAME)", "steer the name that it points at, or give it addresses of its own"
	case b.nsTargets[name]:
		return o, text + " is a name server of the zone", "a name server keeps its addresses"
	}
	o = owner{node: n, pos: pos, profile: b.r.Sources[n.zone].Profile}
	for _, t := range [...]uint16{typeA, typeAAAA, typeSRV} {
		if b.rrset(n, t) >= 0 {
			o.types = append(o.types, t)
		}
	}
	if len(o.types) == 0 {
		return o, text + " has no SRV, A or AAAA records", "steered records must exist in the zone: it is the everything-is-up truth"
	}
	return o, "", ""
}

func (b *builder) belowDNAME(n node, z *zones.Zone) bool {
	for at := n.name.Parent(); at != "" && at.Under(z.Apex()); at = at.Parent() {
		if up, ok := z.Find(at); ok && b.rrset(node{n.zone, up, at}, typeDNAME) >= 0 {
			return true
		}
	}
	return false
}

// nearName hints at a name of the same zone that was probably meant.
func (b *builder) nearName(n node, text string) string {
	z := b.r.Sources[n.zone].Zone
	var known []string
	for i := range min(int32(z.Nodes()), 10000) {
		known = append(known, z.NameOf(i).Text())
	}
	if h := config.Hint(text, known); h != "" {
		return h
	}
	return "steered names must exist in the zone"
}

// hostDrafts adds the host names of pools, which are steered without saying
// it, and checks those that somebody did name.
func (b *builder) hostDrafts() {
	for _, d := range b.drafts {
		for _, o := range d.owners {
			if _, ok := b.hosts[o.name]; ok && d.entry.Policy != "members" && !o.srv() {
				b.problems.add(o.pos, fmt.Sprintf("%s is a host name of a pool", o.name.Text()),
					"it follows its own members; steer a name that is shared between pools")
			}
		}
	}
	for name, h := range b.hosts {
		if _, said := b.taken[name]; said || b.r.Config.Pools[h.pool].NoMembers {
			continue
		}
		o, problem, hint := b.steerable(name, h.pos)
		if problem == "" {
			b.drafts = append(b.drafts, draft{name: name.Text(), entry: &config.Entry{Policy: "members", Pos: h.pos}, owners: []owner{o}, members: true})
		} else if len(b.r.Config.Pools[h.pool].Roles[h.role].Addresses) == 0 && len(b.addresses(name)) > 0 {
			b.problems.add(h.pos, problem, hint)
		}
	}
}
