package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// mostExposed is the score of systemd-analyze that a unit of ours may have: 0 is
// closed in completely, 10 is open.
// With sockets of its own it has a capability, and so no user namespace.
const (
	mostExposed    = 1.5
	mostExposedOwn = 1.6
)

// TestUnits has systemd read the units, with and without the drop-in that lets
// geosrv bind its sockets: it knows every line of them, and finds them closed in.
func TestUnits(t *testing.T) {
	analyze := needProgram(t, "systemd-analyze", "systemd")
	for _, own := range []bool{false, true} {
		dir := t.TempDir()
		for _, name := range []string{"geosrv.service", "geosrv.socket"} {
			text := deployed(t, name)
			text = strings.ReplaceAll(text, "/usr/bin/geosrv", geosrv(t)) // must be there to be right
			text = strings.ReplaceAll(text, "Documentation=man:geosrv(1)\n", "")
			write(t, filepath.Join(dir, name), text)
		}
		if own {
			if err := os.Mkdir(filepath.Join(dir, "geosrv.service.d"), 0o755); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, "geosrv.service.d/bind.conf"), deployed(t, "geosrv-bind.conf"))
		}
		service := filepath.Join(dir, "geosrv.service")
		out, err := exec.Command(analyze, "verify", "--recursive-errors=no", "--man=no", service, filepath.Join(dir, "geosrv.socket")).CombinedOutput()
		if err != nil || len(out) > 0 {
			t.Errorf("verify (own sockets: %t): %v\n%s", own, err, out)
		}
		out, err = exec.Command(analyze, "security", "--offline=yes", "--no-pager", service).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		found := regexp.MustCompile(`Overall exposure level for geosrv\.service: ([0-9.]+)`).FindSubmatch(out)
		if found == nil {
			t.Fatalf("no score in\n%s", out)
		}
		score, err := strconv.ParseFloat(string(found[1]), 64)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("exposure (own sockets: %t): %.1f", own, score)
		most := mostExposed
		if own {
			most = mostExposedOwn
		}
		if score > most {
			t.Errorf("exposure %.1f, more than %.1f:\n%s", score, most, out)
		}
	}
	if strings.Contains(deployed(t, "geosrv.service"), "CAP_") {
		t.Error("the service with held sockets wants a capability")
	}
}

// deployed is the text of a file of deploy.
func deployed(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// needProgram is the path of a program of a Debian package.
func needProgram(t *testing.T, name, from string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
	case os.Getenv("GEOSRV_CI") != "":
		t.Fatalf("%s is missing (apt-get install %s)", name, from)
	default:
		t.Skipf("no %s here (apt-get install %s)", name, from)
	}
	return path
}
