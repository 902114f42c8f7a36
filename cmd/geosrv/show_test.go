package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"geosrv/server/config"
)

// check --show of each topology prints a configuration that can be read again, and
// every group with each key that its policy has.
func TestShowTopologies(t *testing.T) {
	always := "group policy mode ttl ttl_unsettled pools sets"
	keys := map[string]string{
		"ladder":  "by down drained first step rungs needs",
		"one":     "by takeover failback return_after forgive rank families publish_standby needs decide",
		"members": "decide",
	}
	for _, topology := range []string{"t1", "t2", "t3", "t4", "t5", "t6", "t8"} { // t7 wants views
		t.Run(topology, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS("testdata/topologies/"+topology)); err != nil {
				t.Fatal(err)
			}
			writePlaces(t, filepath.Join(dir, "GeoLite2-City.mmdb"))
			loaded, err := loadFiles([]string{filepath.Join(dir, "geosrv.yaml")})
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := showAll(&out, loaded); err != nil {
				t.Fatal(err)
			}
			first, second, _ := strings.Cut(out.String(), "\n---\n")
			if _, err := config.Parse("shown.yaml", []byte(first+"\n")); err != nil {
				t.Errorf("what is shown is no configuration: %v", err)
			}
			var shown struct{ Steered []map[string]any }
			if err := yaml.Unmarshal([]byte(second), &shown); err != nil {
				t.Fatal(err)
			}
			sets := 0
			for _, g := range shown.Steered {
				sets += len(g["sets"].([]any))
				for _, key := range strings.Fields(always + " " + keys[g["policy"].(string)]) {
					if _, said := g[key]; !said {
						t.Errorf("%s is shown without %s", g["group"], key)
					}
				}
			}
			if want := len(loaded.World.Roster.Sets); sets != want || sets == 0 {
				t.Errorf("%d sets are shown of %d", sets, want)
			}
		})
	}
}
