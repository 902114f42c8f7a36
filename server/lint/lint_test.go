package lint

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"geosrv/server/config"
	"geosrv/server/roster"
	"geosrv/zones"
)

// The world of every case: two pools, and a zone of eight lines. What a case
// says is added to it, so the first record of a case stands on line 9.
const (
	baseConfig = `profile: lync
zones: [example.com.zone]
sites:
  ams: {at: [52.37, 4.90]}
  nyc: {at: [40.71, -74.01]}
pools:
  ams: {site: ams, names: [access-ams.example.com]}
  nyc: {site: nyc, names: [access-nyc.example.com]}
`
	baseZone = `$ORIGIN example.com.
$TTL 300
@             SOA  ns1 hostmaster 7 7200 900 1209600 60
@             NS   ns1
ns1           A    192.0.2.53
access-ams    A    192.0.2.11
access-nyc    A    198.51.100.11
lyncdiscover  A    192.0.2.80
`
)

// TestCases plays testdata/*.txtar. A case has records (zone) and configuration
// (yaml): those of slip cause the warnings of want and no others, those of sound
// are how it is meant and cause none. What is in both stands in front of each;
// a base.zone or base.yaml stands for the usual world.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d cases, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, want := play(t, a, "slip"), section(a, "want", "")
			if want == "" || got != want {
				t.Errorf("got\n%swant\n%s", got, want)
				update(t, file, a, got)
			}
			if got := play(t, a, "sound"); got != "" {
				t.Errorf("as it is meant it causes\n%s", got)
			}
		})
	}
}

// play is what the files of a case cause, one a line.
func play(t *testing.T, a *txtar.Archive, which string) string {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("example.com.zone", section(a, "base.zone", baseZone)+section(a, "both.zone", "")+section(a, which+".zone", ""))
	for _, f := range a.Files {
		if name, ok := strings.CutPrefix(f.Name, "other/"); ok {
			write(name, string(f.Data))
		}
	}
	files := []string{write("geosrv.yaml", section(a, "base.yaml", baseConfig))}
	if more := section(a, "both.yaml", "") + section(a, which+".yaml", ""); more != "" {
		files = append(files, write("more.yaml", more))
	}
	var b strings.Builder
	r, err := load(files)
	if err != nil {
		b.WriteString(err.Error() + "\n")
	} else {
		for _, w := range Warnings(r) {
			b.WriteString(w.Error() + "\n")
		}
	}
	return strings.ReplaceAll(b.String(), dir+string(filepath.Separator), "")
}

// load makes a roster of files.
func load(files []string) (*roster.Roster, error) {
	c, err := config.Load(files...)
	if err != nil {
		return nil, err
	}
	var sources []roster.Source
	for _, z := range c.Zones {
		text, err := os.ReadFile(z.Path)
		if err != nil {
			return nil, err
		}
		zone, err := zones.ReadText(z.Path, text, "")
		if err != nil {
			return nil, err
		}
		sources = append(sources, roster.Source{Zone: zone, Profile: c.Profile})
	}
	return roster.Build(c, sources)
}

// section is a file of a case.
func section(a *txtar.Archive, name, otherwise string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return otherwise
}

// update writes what came out into a case.
func update(t *testing.T, file string, a *txtar.Archive, got string) {
	if os.Getenv("UPDATE_CASES") == "" {
		return // set it to write what comes out into testdata, for a person to read
	}
	a.Files = slices.DeleteFunc(a.Files, func(f txtar.File) bool { return f.Name == "want" })
	a.Files = append(a.Files, txtar.File{Name: "want", Data: []byte(got)})
	if err := os.WriteFile(file, txtar.Format(a), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestEveryCodeHasACase: those that depend on files alone are told by a case.
func TestEveryCodeHasACase(t *testing.T) {
	// What depends on the machine or on probes is shown in cmd/geosrv.
	elsewhere := []string{
		"command-missing", "command-mode", "few-files", "listen-wildcard", "nameserver-left-out", "nameserver-stranger",
		"never-answered", "no-reference", "override-lost", "rate-limit-off", "secrets-open", "verdicts-missing",
	}
	told := map[string]bool{}
	files, _ := filepath.Glob("testdata/*.txtar")
	code := regexp.MustCompile(`\[([a-z-]+)\]\n`)
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllStringSubmatch(section(a, "want", ""), -1) {
			told[m[1]] = true
		}
	}
	for _, c := range config.Codes() {
		if told[c] == slices.Contains(elsewhere, c) {
			t.Errorf("%s: a case tells it: %v", c, told[c])
		}
	}
}
