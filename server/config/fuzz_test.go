package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// FuzzParse checks what holds for any text: no panic, bounded time, errors in
// order and each with its place, and what loads shows itself.
func FuzzParse(f *testing.F) {
	paths, err := filepath.Glob("testdata/*/*.yaml")
	if err != nil || len(paths) < 30 {
		f.Fatalf("%d seeds: %v", len(paths), err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		start := time.Now()
		c, err := Parse("f.yaml", text)
		if took := time.Since(start); len(text) < 1<<16 && took > 5*time.Second {
			t.Fatalf("took %v", took)
		}
		if err == nil {
			showsItself(t, c)
			return
		}
		var all Errors
		if c != nil || !errors.As(err, &all) || len(all) == 0 {
			t.Fatalf("config %v, error %#v", c, err)
		}
		for _, e := range all {
			if e.Pos.File != "f.yaml" || e.Problem == "" {
				t.Fatalf("%+v", e)
			}
		}
		if !slices.IsSortedFunc(all, func(a, b Error) int { return a.Pos.Line - b.Pos.Line }) {
			t.Fatalf("out of order:\n%v", err)
		}
	})
}

// bomb is levels of aliases that repeat the level below ten times each.
func bomb(levels int, last string) []byte {
	var b strings.Builder
	b.WriteString("x-0: &l0 [a.zone]\n")
	for i := 1; i <= levels; i++ {
		fmt.Fprintf(&b, "x-%d: &l%d [%s*l%d]\n", i, i, strings.Repeat(fmt.Sprintf("*l%d, ", i-1), 9), i-1)
	}
	fmt.Fprintf(&b, "%s: *l%d\n", last, levels)
	return []byte(b.String())
}

// mergeBomb is bomb with merge keys.
func mergeBomb(levels int) []byte {
	text := strings.ReplaceAll(string(bomb(levels, "x-last")), "[a.zone]", "{a: 1}")
	text = strings.ReplaceAll(text, "[*", "{<<: [*")
	return []byte(strings.ReplaceAll(text, "]\n", "]}\n"))
}

func TestBounds(t *testing.T) {
	deep := func(n int) []byte { return []byte("x-deep: " + strings.Repeat("[", n) + strings.Repeat("]", n)) }
	for _, test := range []struct {
		name string
		text []byte
		want string
	}{
		{"few aliases", bomb(3, "x-last"), ""},
		{"alias bomb", bomb(30, "x-last"), "f.yaml:6:26: aliases repeat more than 100000 values"},
		{"merge keys of merge keys", mergeBomb(30), ""}, // a key is there once, so nothing multiplies
		{"nested enough", deep(60), ""},
		{"nested too deep", deep(70), "f.yaml:1:73: more than 64 lists and mappings inside each other"},
		{"nested far too deep", deep(20_000), "f.yaml:1:10009: not YAML: exceeded max depth of 10000 (while increasing flow level)"},
		{"too long", []byte(strings.Repeat("#", MaxText+1)), "f.yaml: longer than 16 MiB"},
		{
			"a long key", []byte(strings.Repeat("k", 300) + ": 1"),
			`f.yaml:1:1: unknown key "` + strings.Repeat("k", 200) + `..." in the configuration (known: areas, chaos, control, cookies, ` +
				`dnstap, freebind, geo, groups, hook, lint, listen, mode, nameservers, nsid, overrides, pools, probe, profile, rate_limit, services, sites, ` +
				`state, status, steer, tcp, ttl, ttl_unsettled, zones)`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse("f.yaml", test.text)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("\n got %s\nwant %s", got, test.want)
			}
		})
	}
}
