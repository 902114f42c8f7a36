package differ

import (
	"slices"
	"strings"

	"github.com/miekg/dns"

	"geosrv/server/oracle/random"
)

// world is what all servers were given, by owner. It is not changed after it
// was made.
type world struct {
	zones  []random.Zone
	owners map[string][]dns.RR
	texts  map[string]bool            // records in canonical form
	names  map[string]map[string]bool // what exists, by apex; empty non-terminals too
}

func newWorld(zones []random.Zone) *world {
	w := &world{zones: zones, owners: map[string][]dns.RR{}, texts: map[string]bool{}, names: map[string]map[string]bool{}}
	for _, z := range zones {
		apex := lower(z.Apex)
		w.names[apex] = map[string]bool{}
		for _, rr := range z.Records {
			name := lower(rr.Header().Name)
			for at := name; at != apex; at = above(at) {
				w.names[apex][at] = true
			}
			w.owners[name] = append(w.owners[name], rr)
			w.texts[canonical(rr)] = true
		}
	}
	return w
}

// holds reports whether records stand in the zones as they are.
func (w *world) holds(records []string) bool {
	return !slices.ContainsFunc(records, func(text string) bool { return !w.texts[text] })
}

// zone is the apex of the zone that a name lies in; "" if in none.
func (w *world) zone(name string) string {
	for name = lower(name); ; name = above(name) {
		if w.names[name] != nil {
			return name
		}
		if name == "." {
			return ""
		}
	}
}

// excerpt is what the zones hold at and above some names, and at the wildcards
// beside them.
func (w *world) excerpt(names []string) string {
	seen, out := map[string]bool{}, []string(nil)
	for _, name := range names {
		apex := lower(w.zone(name))
		for name = lower(name); apex != "" && dns.IsSubDomain(apex, name); name = above(name) {
			for _, at := range []string{name, "*." + name} {
				if !seen[at] {
					seen[at] = true
					for _, rr := range w.owners[at] {
						out = append(out, strings.ReplaceAll(rr.String(), "\t", " "))
					}
				}
			}
			if name == "." {
				break
			}
		}
	}
	return shorten(out)
}

// above is a name without its first label.
func above(name string) string {
	if i, end := dns.NextLabel(name, 0); !end {
		return name[i:]
	}
	return "."
}

// shorten joins lines, the middle of many left out.
func shorten(lines []string) string {
	const most = 40
	if n := len(lines); n > most {
		lines = append(append(slices.Clone(lines[:most/2]), "..."), lines[n-most/2:]...)
	}
	for i, line := range lines {
		if len(line) > 200 {
			lines[i] = line[:200] + "..."
		}
	}
	return strings.Join(lines, "\n")
}
