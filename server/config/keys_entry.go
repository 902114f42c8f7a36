package config

import (
	"math"
	"time"
)

// Bounds of an entry.
const (
	maxTTL      = 24 * time.Hour
	maxPatience = 7 * 24 * time.Hour // return_after, forgive
	maxPriority = math.MaxUint16
)

// group reads one of groups.
func (r *reader) group(key, v *node) Entry {
	e := Entry{Name: r.identifier("a group", key), Pos: key.pos}
	table := append(r.entryKeys(&e, v), field{"sets", r.owners(&e)})
	ok := r.fields(v, "a group", table, r.view(),
		refusal{"name", "a group has no key name", "it lists its owners in sets"},
		refusal{"names", "a group has no key names", "it lists its owners in sets"})
	if ok && v.get("sets") == nil {
		r.fail(key.pos, "write sets: [OWNER...]", "group %q has no sets", e.Name)
	}
	return e
}

// steer reads the list of steer. Its entries are mappings.
func (r *reader) steer(c *Config) setter {
	return func(key string, v *node) {
		if v.kind != list && !v.null {
			r.fail(v.pos, "write - {name: OWNER}", "%s must be a list, not %s", key, v.kind)
			return
		}
		for _, item := range v.items {
			e := Entry{Pos: item.pos}
			if item.kind != mapping {
				r.fail(item.pos, "write {name: OWNER}", "an entry of steer must be a mapping, not %s", item.kind)
				continue
			}
			table := append(r.entryKeys(&e, item), field{"name", r.owners(&e)}, field{"names", r.owners(&e)})
			r.fields(item, "an entry of steer", table, r.view(),
				refusal{"sets", "an entry of steer has no key sets", "it lists its owners in name or names"})
			if item.get("name") == nil && item.get("names") == nil {
				r.fail(item.pos, "write name: OWNER", "an entry of steer has no name")
			}
			c.Steer = append(c.Steer, e)
		}
	}
}

// entryKeys is the table of the keys that steer and groups share.
func (r *reader) entryKeys(e *Entry, v *node) []field {
	return []field{
		{"policy", r.policy(e, v)},
		{"by", r.word(&e.By, "nearest", "listed", "zone")},
		{"takeover", r.word(&e.Takeover, "auto", "command")},
		{"failback", r.word(&e.Failback, "auto", "command")},
		{"return_after", r.duration(&e.ReturnAfter, time.Second, maxPatience)},
		{"forgive", r.duration(&e.Forgive, time.Second, maxPatience)},
		{"down", r.word(&e.Down, "demote", "omit")},
		{"drained", r.word(&e.Drained, "omit", "demote")},
		{"needs", r.word(&e.Needs, "any", "all")},
		{"decide", func(key string, v *node) {
			r.text(&e.Decide)(key, v)
			e.DecidePos = v.pos
		}},
		{"families", r.word(&e.Families, "apart", "together")},
		{"mode", r.word(&e.Mode, "observe", "steer")},
		{"certificate", r.is(&e.Shared, "shared")},
		{"pool", r.is(&e.Foreign, "none")},
		{"members", r.not(&e.NoMembers)},
		{"publish_standby", r.boolean(&e.Standby)},
		{"first", r.number(&e.First, 1, maxPriority)},
		{"step", r.number(&e.Step, 1, maxPriority)},
		{"rungs", r.number(&e.Rungs, 1, math.MaxInt32)},
		{"rank", r.number(&e.Rank, 1, math.MaxInt32)},
		{"min_up", r.number(&e.MinUp, 1, math.MaxInt32)},
		{"ttl", r.seconds(&e.TTL, MinTTL, maxTTL)},
		{"ttl_unsettled", r.seconds(&e.TTLUnsettled, MinTTL, maxTTL)},
		{"pools", r.refsInto(&e.Pools)},
		{"service", r.serviceRef(&e.Service)},
	}
}

// owners reads the sets of an entry: owners, or globs over them.
func (r *reader) owners(e *Entry) setter {
	return func(key string, v *node) {
		r.each(func(item *node) {
			if ref, ok := r.glob(key, item); ok {
				e.Sets = append(e.Sets, ref)
			}
		})(key, v)
		if len(v.elements()) == 0 {
			r.fail(v.pos, "write OWNER, or [OWNER...]", "%s has no owners", key)
		}
	}
}

// policy reads a policy. The words single, gateway and nearest are one with
// some keys; the keys that the entry says itself win, in whatever order they
// stand.
func (r *reader) policy(e *Entry, entry *node) setter {
	return func(key string, v *node) {
		var word string
		r.word(&word, "ladder", "one", "members", "single", "gateway", "nearest")(key, v)
		unless := func(key string, dst *string, value string) {
			if entry.get(key) == nil {
				*dst = value
			}
		}
		e.Policy = word
		switch word {
		case "single":
			e.Policy = "one"
			unless("takeover", &e.Takeover, "auto") // what tells it from a gateway
		case "gateway":
			e.Policy = "one"
			unless("takeover", &e.Takeover, "command")
		case "nearest":
			e.Policy = "one"
			unless("by", &e.By, "nearest")
			unless("takeover", &e.Takeover, "auto")
			unless("failback", &e.Failback, "auto")
		}
	}
}
