package server

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/miekg/dns"

	"geosrv/server/roster"
)

// Times after which a death is known, by the worst case of the shipped timing
// (operators.md 6), and after which a server that lives again is known to.
const (
	refusedAfter   = 8 * time.Second
	blackholeAfter = 17 * time.Second
	aliveAfter     = 18 * time.Second
)

// town is everybody who asks in a scenario: the four askers, at every place that
// its script asks from, for every service that is steered. At each step each of
// them must reach a living server if there is one that it may go to.
type town struct {
	stage    *stage
	places   []string
	services []service
	roster   *roster.Roster
	sets     map[string]*roster.Set // steered addresses by name and type
	caches   map[string]*resolver
	kept     map[string][]rung
	excused  map[string]*excuse // by asker and name
	looked   time.Time
	// longest is the longest TTL of what is steered: so long may an answer that
	// has become wrong be somebody's excuse.
	longest time.Duration
}

// service is something to look for: SRV records, or a name with addresses.
type service struct {
	name   string // lower case, with its closing dot
	srv    bool
	family uint16 // dns.TypeA or dns.TypeAAAA: an asker has one of them
	all    []site // every server that the zone's own records may lead to
	rank   int
}

// site is where an asker ends up: an address, and what must answer there. The
// zero value is somebody else's server, of which we know nothing.
type site struct {
	netip.Addr
	points []netip.AddrPort // one of them must answer
}

// excuse is a reason written into the scenario why an asker fails.
type excuse struct {
	line int
	used bool
	over time.Time // answers of before may still be in a cache
}

func newTown(s *stage, script string) *town {
	t := &town{stage: s, places: []string{""}, caches: map[string]*resolver{}, kept: map[string][]rung{}, excused: map[string]*excuse{}}
	words := strings.Fields(script)
	for i, w := range words {
		if w == "from" && i+1 < len(words) && !slices.Contains(t.places, words[i+1]) {
			if _, err := netip.ParseAddr(words[i+1]); err == nil {
				t.places = append(t.places, words[i+1])
			}
		}
	}
	return t
}

func (t *town) at(place string) *resolver {
	if t.caches[place] == nil {
		t.caches[place] = &resolver{t.stage, place, map[string]held{}}
	}
	return t.caches[place]
}

// excuse reads "lost WHO NAME because REASON" and "found WHO NAME"; WHO and NAME
// are lists with commas, and "all" is everybody. That each excuse is needed shows
// that askers do notice.
func (t *town) excuse(line int, words []string) {
	if len(words) < 3 || words[0] == "lost" && (len(words) < 5 || words[3] != "because") {
		t.stage.t.Fatalf("%s: line %d: want lost WHO NAME because REASON, or found WHO NAME", t.stage.file, line)
	}
	for _, who := range strings.Split(strings.ReplaceAll(words[1], "all", "walker,first,picker,cached"), ",") {
		for _, name := range strings.Split(words[2], ",") {
			key := who + " " + dns.Fqdn(name)
			switch e := t.excused[key]; {
			case words[0] == "lost":
				t.excused[key] = &excuse{line: line}
			case e == nil:
				t.stage.t.Fatalf("%s: line %d: nobody was lost", t.stage.file, line)
			default:
				e.over = time.Now()
			}
		}
	}
}

// excusable reports whether the script says why an asker fails here, by answers
// of which the oldest is from then.
func (t *town) excusable(a asker, s service, asOf time.Time) bool {
	if e := t.excused[a.name+" "+s.name]; e != nil && (e.over.IsZero() || asOf.Before(e.over)) {
		e.used = true
		return true
	}
	return false
}

// unused fails for excuses that nobody needed.
func (t *town) unused() {
	for key, e := range t.excused {
		if !e.used {
			t.stage.t.Errorf("%s: line %d: no need for this: %s reached a server all the time", t.stage.file, e.line, key)
		}
	}
}

// look lets everybody ask.
func (t *town) look(line int) {
	if t.looked.Equal(time.Now()) {
		return
	}
	t.looked = time.Now()
	for _, s := range t.services {
		for _, a := range allAskers() {
			for _, place := range t.places {
				why, asOf := t.ask(a, s, place)
				if why == "" || t.excusable(a, s, asOf) {
					continue
				}
				t.stage.t.Errorf("%s: line %d, %v after the start: %s of %s from %q by %s: %s", t.stage.file, line,
					time.Since(t.stage.start), a.name, s.name, place, dns.TypeToString[s.family], why)
			}
		}
	}
}

// survey finds out what there is to ask for in a new world.
func (t *town) survey(r *roster.Roster) {
	t.roster, t.services, t.sets, t.looked = r, nil, map[string]*roster.Set{}, time.Time{}
	clear(t.caches)
	for _, g := range r.Groups {
		t.longest = max(t.longest, time.Duration(g.TTL)*time.Second)
	}
	for i := range r.Sets {
		s := &r.Sets[i]
		if r.Groups[s.Group].Observe || s.Type != dns.TypeA && s.Type != dns.TypeAAAA {
			continue
		}
		name := strings.ToLower(s.Owner.String())
		t.sets[name+dns.TypeToString[s.Type]] = s
	}
	for _, src := range r.Sources {
		for node, owner := range src.Zone.Names() {
			first, end := src.Zone.Sets(node)
			for id := first; id < end; id++ {
				t.surveySet(src.Zone, strings.ToLower(owner.String()), id)
			}
		}
	}
}
