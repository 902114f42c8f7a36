package config

import (
	"fmt"
	"slices"
)

// everyMapping is a configuration with one of each mapping that a file can
// hold. What it says is of no matter.
const everyMapping = `
zones: [{file: a.zone}]
geo: {ecs: {}}
sites: {a: {country: NL}}
pools: {a: {site: a, names: {web: {names: [a.example]}}, servers: {a: {behind: 192.0.2.1, probe: 192.0.2.2}}}}
services: {a: {check: tcp}}
groups: {a: {sets: [b.example]}}
steer: [{name: c.example}]
probe: {options: {}}
rate_limit: {}
cookies: {}
tcp: {}
chaos: {}
hook: {exec: [a]}
status: {listen: "127.0.0.1:8053"}
dnstap: {socket: a}
lint: {}
`

// Known returns the keys that the reader knows, sorted, by what it calls the
// mapping that they stand in: "the configuration", "a pool". Mappings whose
// keys are names, such as pools, are not among them. It is for the manual,
// which must have them all.
func Known() (map[string][]string, error) {
	r := &reader{known: map[string][]string{}}
	r.read([]Text{{"every.yaml", []byte(everyMapping)}})
	if err := r.err(); err != nil {
		return nil, fmt.Errorf("the reader no longer takes one of each mapping: %w", err)
	}
	return r.known, nil
}

// meet notes the keys of a mapping, for Known.
func (r *reader) meet(what string, table []field) {
	if r.known == nil || r.known[what] != nil {
		return
	}
	keys := make([]string, len(table))
	for i, f := range table {
		keys[i] = f.key
	}
	slices.Sort(keys)
	r.known[what] = keys
}
