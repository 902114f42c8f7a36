package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestPackageHasItsFiles: what the Debian package takes from deploy is there, and
// its program and the units agree on where things are. Only .ci/package builds it.
func TestPackageHasItsFiles(t *testing.T) {
	var p struct {
		Contents []struct{ Src, Dst, Type string }
		Scripts  map[string]string
	}
	if err := yaml.Unmarshal([]byte(deployed(t, "nfpm.yaml")), &p); err != nil {
		t.Fatal(err)
	}
	made := map[string]bool{ // by .ci/package
		"geosrv": true, "LICENSE": true, "man/*.1.gz": true, "man/*.7.gz": true,
		"geosrv.bash": true, "_geosrv": true, "geosrv.fish": true,
	}
	var names []string
	program := ""
	for _, c := range p.Contents {
		if c.Type != "dir" && !made[c.Src] {
			names = append(names, c.Src)
		}
		if c.Src == "geosrv" {
			program = c.Dst
		}
	}
	for _, script := range p.Scripts {
		names = append(names, script)
	}
	if len(names) < 8 {
		t.Errorf("it takes only %v from deploy", names)
	}
	for _, name := range names {
		if _, err := os.Stat(filepath.Join("deploy", name)); err != nil {
			t.Error(err)
		}
	}
	if !strings.Contains(deployed(t, "geosrv.service"), "ExecStart="+program+" serve /etc/geosrv/geosrv.yaml\n") {
		t.Errorf("geosrv.service does not start %s", program)
	}
}
