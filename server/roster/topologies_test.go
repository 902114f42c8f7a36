package roster

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"geosrv/server/config"
	"geosrv/zones"
)

// TestTopologies joins the topologies that people run and compares what is
// probed, by whom it is looked at, and what a person should look at.
func TestTopologies(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no topologies", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, want := summary(topology(t, a)), section(a, "endpoints")
			if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func section(a *txtar.Archive, name string) string {
	i := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == name })
	return string(a.Files[i].Data)
}

func topology(t *testing.T, a *txtar.Archive) *Roster {
	t.Helper()
	c, err := config.Parse("geosrv.yaml", []byte(section(a, "geosrv.yaml")))
	if err != nil {
		t.Fatal(err)
	}
	var sources []Source
	for _, f := range a.Files {
		if !strings.HasSuffix(f.Name, ".zone") {
			continue
		}
		z, err := zones.Read(f.Name, strings.NewReader(string(f.Data)), "")
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, Source{Zone: z, Profile: c.Profile})
	}
	r, err := Build(c, sources)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// summary is a line for each endpoint with the groups that look at it, and one
// for each warning.
func summary(r *Roster) string {
	var b strings.Builder
	for i, e := range r.Endpoints {
		b.WriteString(e.Key())
		if e.Dial != e.Addr {
			b.WriteString(" at " + e.Dial.String())
		}
		b.WriteString("\n")
		for _, g := range r.EndpointGroups[i] {
			b.WriteString("    " + r.Groups[g].Name + "\n")
		}
	}
	for _, w := range r.Warnings {
		b.WriteString("warning: " + w.Error() + "\n")
	}
	return b.String()
}
