package status

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"

	"geosrv/geo/atlas"
	"geosrv/server/control"
)

// How much of a report is shown: a page of ten thousand rows helps nobody. What is
// not well comes first, and the page says how many are left out.
const (
	mostRows   = 400
	mostEvents = 100
)

// section is a part of a report: rows under keys, in order.
type section struct {
	keys []string
	rows map[string]json.RawMessage
}

// clock is the section of what moves by itself.
type clock struct {
	Server  string         `json:"server"`
	At      string         `json:"at"` // RFC 3339, in whole seconds
	Queries []uint64       `json:"queries"`
	Left    map[string]int `json:"left"` // rows that are not shown, by section
}

// sections cuts a report.
func sections(r *Report, queries []uint64) map[string]section {
	out := map[string]section{}
	left := map[string]int{}
	endpoints := worstFirst(r.Endpoints, func(e Endpoint) int { return badness(e.Verdict) })
	groups := worstFirst(r.Groups, func(g Group) int {
		if g.Well {
			return 1
		}
		return 0
	})
	history := slices.Clone(r.History)
	slices.Reverse(history)
	endpoints, left["endpoints"] = first(endpoints, mostRows)
	groups, left["groups"] = first(groups, mostRows)
	history, left["history"] = first(history, mostEvents)
	overrides, n := first(r.Overrides, mostRows)
	left["overrides"] = n
	out["clock"] = rows([]clock{{r.Server, r.At.UTC().Format("2006-01-02T15:04:05Z"), queries, left}}, nil)
	out["alarms"] = rows(r.Alarms, func(a Alarm) string { return a.Text })
	out["sites"] = rows(marks(r.Sites), func(m mark) string { return m.Name })
	out["lists"] = rows(r.Lists, nil)
	out["nearest"] = rows([]map[string]string{r.Nearest}, nil)
	out["pools"] = rows(r.Pools, func(p control.PoolStatus) string { return p.Name })
	out["endpoints"] = rows(endpoints, func(e Endpoint) string { return e.Key })
	out["groups"] = rows(groups, func(g Group) string { return g.Name })
	out["history"] = rows(history, eventKey)
	out["overrides"] = rows(overrides, nil)
	return out
}

// mark is a site on the map, in map units.
type mark struct {
	Name string `json:"name"`
	X    int    `json:"x"`
	Y    int    `json:"y"`
}

func marks(sites []Site) []mark {
	out := make([]mark, len(sites))
	for i, s := range sites {
		x, y := atlas.Project(s.Lat, s.Lon)
		out[i] = mark{s.Name, int(x), int(min(max(y, 0), atlas.Height))}
	}
	return out
}

// eventKey tells events apart: no two are of the same moment and object.
func eventKey(e control.Event) string {
	return strconv.FormatInt(e.At.UnixNano(), 36) + " " + e.Kind + " " + e.Who + " " + e.From + " " + e.To
}

// rows writes the rows of a section. Without keys they have their numbers.
func rows[T any](list []T, key func(T) string) section {
	s := section{keys: []string{}, rows: make(map[string]json.RawMessage, len(list))}
	for i, item := range list {
		k := strconv.Itoa(i)
		if key != nil {
			k = key(item)
		}
		if _, twice := s.rows[k]; twice {
			continue
		}
		text, err := json.Marshal(item)
		if err != nil {
			continue // a number that is none, which JSON has no word for
		}
		s.keys, s.rows[k] = append(s.keys, k), text
	}
	return s
}

// badness orders verdicts: what wants attention is small.
func badness(verdict string) int {
	switch verdict {
	case "silent", "forced":
		return 0
	case "degraded":
		return 1
	case "rising":
		return 2
	case "drained", "maintenance":
		return 3
	case "never":
		return 4
	}
	return 5
}

// worstFirst sorts by badness and keeps the order of what is alike.
func worstFirst[T any](list []T, bad func(T) int) []T {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(bad(a), bad(b)) })
	return list
}

// first are the first n of a list, and how many are left.
func first[T any](list []T, n int) ([]T, int) {
	if len(list) <= n {
		return list, 0
	}
	return list[:n], len(list) - n
}
