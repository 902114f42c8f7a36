package config

import (
	"flag"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write what comes out into testdata, for a person to read")

// parseFile parses a file of testdata under its bare name, so that errors read
// the same everywhere.
func parseFile(t *testing.T, path string) (*Config, error) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return Parse(filepath.Base(path), text)
}

func files(t *testing.T, pattern string, least int) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) < least {
		t.Fatalf("%s: %d files, want at least %d (%v)", pattern, len(paths), least, err)
	}
	return paths
}

// golden compares with a file that people have read.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n got:\n%s\nwant:\n%s", path, got, want)
	}
}

func TestBad(t *testing.T) {
	for _, path := range files(t, "testdata/bad/*.yaml", 25) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			c, err := parseFile(t, path)
			if err == nil || c != nil {
				t.Fatal("it loads")
			}
			golden(t, strings.TrimSuffix(path, ".yaml")+".want", err.Error()+"\n")
		})
	}
}

func TestGoodLoadsAndShowsItself(t *testing.T) {
	for _, path := range files(t, "testdata/good/*.yaml", 10) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			c, err := parseFile(t, path)
			if err != nil {
				t.Fatal(err)
			}
			showsItself(t, c)
		})
	}
}

// showsItself checks that Parse(Show(c)) is c, places and files aside.
func showsItself(t interface{ Fatalf(string, ...any) }, c *Config) {
	text := Show(c)
	again, err := Parse("shown.yaml", []byte(text))
	if err != nil {
		t.Fatalf("what is shown does not load: %v\n%s", err, text)
	}
	a, b := placeless(c), placeless(again)
	if !reflect.DeepEqual(a, b) {
		t.Fatalf("what is shown is another configuration:\n%s\n%+v\n%+v", text, a, b)
	}
}

// placeless is a deep copy of c without places and files.
func placeless(c *Config) *Config {
	out := strip(reflect.ValueOf(c)).Interface().(*Config)
	out.Files = nil
	return out
}

func strip(v reflect.Value) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	switch {
	case v.Type() == reflect.TypeFor[Pos]():
	case strings.HasPrefix(v.Type().String(), "netip."), v.Type() == reflect.TypeFor[Client]():
		out.Set(v)
	case v.Kind() == reflect.Pointer && !v.IsNil():
		out.Set(strip(v.Elem()).Addr())
	case v.Kind() == reflect.Slice && !v.IsNil():
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(strip(v.Index(i)))
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			out.Field(i).Set(strip(v.Field(i)))
		}
	default:
		out.Set(v)
	}
	return out
}

func TestEverything(t *testing.T) {
	text, err := os.ReadFile("testdata/good/everything.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// Named by a path that is the same everywhere: where lines are folded
	// depends on how long the paths in them are.
	c, err := Parse("/etc/geosrv/everything.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/everything.show", Show(c))
}

func TestDefaults(t *testing.T) {
	c, err := Parse("empty.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := &Config{
		Listen:       []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:5300")},
		TTL:          60 * time.Second,
		TTLUnsettled: 20 * time.Second,
		Geo:          Geo{Depth: 3, ECS: ECS{V4: 24, V6: 56}},
		RateLimit:    RateLimit{Answers: 200, Errors: 50, Slip: 2, V4: 24, V6: 56},
		TCP:          TCP{PerNetwork: 64, Idle: 10 * time.Second},
		Control:      Control{Path: "/run/geosrv/control.sock"},
		State:        State{Dir: "/var/lib/geosrv"},
		Probe: Probe{Timing: Timing{
			Interval: 5 * time.Second, FastInterval: time.Second, DownInterval: 15 * time.Second,
			Timeout: 3 * time.Second, Hedge: 300 * time.Millisecond, Attempts: 3,
			HoldDown: 30 * time.Second, Quarantine: 10 * time.Minute, Fall: 3, Ok: 2, Rise: 3,
		}, MaxInFlight: 1024},
	}
	if got := placeless(c); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

// write writes files into a folder and returns their paths.
func write(t *testing.T, texts ...string) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	for i, text := range texts {
		path := filepath.Join(dir, string(rune('a'+i))+".yaml")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func TestLoadMerges(t *testing.T) {
	paths := write(t,
		"zones: [b.zone]\nsites:\n  nyc: {at: [1, 2]}\ngeo: {depth: 2, networks: {10.1.0.0/16: nyc}}\nsteer: [{name: b.example}]\npools:\n",
		"zones: /etc/a.zone\nsites:\n  ams: {at: [3, 4]}\ngeo: {networks: {10.0.0.0/16: ams}}\nsteer: [{name: a.example}]\n",
		"pools: {ams: {site: ams, names: [h.example]}}\nttl: 30s\n",
	)
	c, err := Load(paths...)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(paths[0])
	if len(c.Zones) != 2 || c.Zones[0].Path != filepath.Join(dir, "b.zone") || c.Zones[1].Path != "/etc/a.zone" {
		t.Errorf("zones %+v", c.Zones)
	}
	if c.Zones[1].Pos != (Pos{paths[1], 1, 8}) {
		t.Errorf("second zone at %v", c.Zones[1].Pos)
	}
	if len(c.Sites) != 2 || c.Sites[0].Name != "ams" || c.Sites[1].Name != "nyc" {
		t.Errorf("sites %+v", c.Sites)
	}
	if c.Geo.Depth != 2 || len(c.Geo.Networks) != 2 || c.Geo.Networks[0].Site != "ams" {
		t.Errorf("geo %+v", c.Geo)
	}
	if len(c.Steer) != 2 || c.Steer[0].Sets[0].Name != "b.example" || c.Steer[1].Sets[0].Name != "a.example" {
		t.Errorf("steer %+v", c.Steer)
	}
	if len(c.Pools) != 1 || c.TTL != 30*time.Second || !reflect.DeepEqual(c.Files, paths) {
		t.Errorf("pools %+v, ttl %v, files %v", c.Pools, c.TTL, c.Files)
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, test := range []struct {
		name  string
		texts []string
		want  string // with DIR for the folder
	}{
		{
			"a key in two files",
			[]string{"ttl: 30s\nzones: [a]", "\nttl: 30s"},
			`DIR/b.yaml:2:1: key "ttl" is said in two files (first at DIR/a.yaml:1:1)`,
		},
		{
			"a pool in two files",
			[]string{"zones: [a]\nsites: {s: {at: [1, 2]}}\npools: {p: {site: s, names: [h]}}", "pools:\n  p: {site: s}"},
			`DIR/b.yaml:2:3: key "p" is said in two files (first at DIR/a.yaml:3:9)`,
		},
		{
			"no zones",
			[]string{"ttl: 30s"},
			`DIR/a.yaml:1:1: the configuration has no zones (write zones: [FILE...])`,
		},
		{
			"kinds differ",
			[]string{"zones: [a]\nsites: {s: {at: [1, 2]}}", "sites: [s]"},
			`DIR/b.yaml:1:1: key "sites" is said in two files (first at DIR/a.yaml:2:1)`,
		},
		{
			"one file broken, both told",
			[]string{"a: [", "b: *c"},
			"DIR/a.yaml:2:1: not YAML: did not find expected node content (while parsing a flow node)\n" +
				"DIR/b.yaml:1:4: not YAML: unknown anchor 'c' referenced",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			paths := write(t, test.texts...)
			_, err := Load(paths...)
			if err == nil {
				t.Fatal("it loads")
			}
			if got := strings.ReplaceAll(err.Error(), filepath.Dir(paths[0]), "DIR"); got != test.want {
				t.Errorf("\n got %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestLoadFilesThemselves(t *testing.T) {
	if _, err := Load(); err == nil || err.Error() != "no configuration file is given (name a geosrv.yaml)" {
		t.Errorf("no file: %v", err)
	}
	missing := filepath.Join(t.TempDir(), "no.yaml")
	if _, err := Load(missing); err == nil || err.Error() != missing+": cannot be read: no such file or directory" {
		t.Errorf("missing: %v", err)
	}
	a := write(t, "zones: [a.zone]")[0]
	if _, err := Load(a, a); err == nil || err.Error() != a+": the same file is given twice" {
		t.Errorf("twice: %v", err)
	}
}
