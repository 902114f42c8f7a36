package main

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"geosrv/cmd/geosrv/draft"
	"geosrv/server/config"
)

// Whatever somebody answers, the draft loads and is observed.
func TestDraftLoads(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		a := randomAnswers(t)
		if err := a.Problems(); err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files() {
			if err := os.WriteFile(filepath.Join(dir, f.Name), []byte(f.Text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		loaded, err := loadFiles([]string{filepath.Join(dir, draft.ConfigFile)})
		if err != nil {
			t.Fatalf("%v\n%s\n%s", err, a.Files()[0].Text, a.Files()[1].Text)
		}
		for _, g := range loaded.World.Roster.Groups {
			if !g.Observe {
				t.Errorf("%s is steered", g.Name)
			}
		}
		if len(loaded.World.Roster.Warnings) > 0 {
			t.Errorf("%v", loaded.World.Roster.Warnings)
		}
	})
}

// randomAnswers draws a deployment of up to four sites. No address is drawn
// twice.
func randomAnswers(t *rapid.T) *draft.Answers {
	a := &draft.Answers{
		Domain:  rapid.SampledFrom([]string{"example.com", "a.b.c.example", "xn--bcher-kva.example", "no.example"}).Draw(t, "domain"),
		Profile: rapid.SampledFrom(config.Profiles()).Draw(t, "profile"),
		Listen:  []string{config.DefaultListen}, Serial: 1,
	}
	add := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	add(a.AddNameserver("ns1=192.0.2.53"))
	next := netip.MustParseAddr("198.51.100.0")
	for i := range rapid.IntRange(1, 4).Draw(t, "sites") {
		site := []string{"ams", "no", "us-east", "y"}[i] // no and y are words of YAML
		add(a.AddSite(site + "=" + []string{"52.37,4.90", "NO", "40.71,-74.01", "JP"}[i]))
		for j, role := range draft.Roles(a.Profile) {
			for k := range rapid.IntRange(1-min(j, 1), 3).Draw(t, "addresses") {
				next = next.Next()
				addr := next
				if k == 2 {
					addr = netip.MustParseAddr(fmt.Sprintf("2001:db8::%x", addr.As4()[3]))
				}
				who := site
				if role != "" {
					who += "/" + role
				}
				add(a.AddPool(fmt.Sprintf("%s=%s", who, addr)))
			}
		}
	}
	return a
}

// With --force init writes over its own files and through no link: neither one in
// their place nor one at a name that it might use meanwhile.
func TestForcedDraftFollowsNoLinks(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "other")
	if err := os.WriteFile(other, []byte("dear"), 0o600); err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(dir, draft.ConfigFile)
	for _, link := range []string{at, at + ".new"} {
		if err := os.Symlink(other, link); err != nil {
			t.Fatal(err)
		}
	}
	d := drafting{force: true}
	if err := d.put(at, "new"); err != nil {
		t.Fatal(err)
	}
	if text, _ := os.ReadFile(other); string(text) != "dear" {
		t.Errorf("behind the link there is %q", text)
	}
	if text, _ := os.ReadFile(at); string(text) != "new" {
		t.Errorf("wrote %q", text)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".geosrv*")); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}
