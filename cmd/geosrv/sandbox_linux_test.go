package main

import (
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	landlock "github.com/landlock-lsm/go-landlock/landlock/syscall"
)

func needLandlock(t *testing.T) {
	t.Helper()
	if level, err := landlock.LandlockGetABIVersion(); err != nil || level < 1 {
		t.Skip("this kernel has no Landlock")
	}
}

// TestSandboxedServer has the program itself try to read what it may not: a zone
// file that becomes a link to somewhere else. It keeps what it had, says why, and
// goes on with what it may read; a configuration that names another folder is
// refused.
func TestSandboxedServer(t *testing.T) {
	needLandlock(t)
	dir, outside := site(t, "listen: [\"127.0.0.1:0\"]\n"), t.TempDir()
	zone := filepath.Join(dir, "zones/example.com.zone")
	p := launch(t, dir, geosrv(t), "serve", "--sandbox=on", "geosrv.yaml")
	at := netip.MustParseAddrPort(p.wait(`listening.*addresses="?\[(127\.0\.0\.1:\d+)`))
	p.wait(`(msg=sandboxed landlock=\d+ reads="\[\S+ \S+/zones\]" writes="\[\S+ \S+/state\]" runs=\[\])`)
	answers(t, at, "www.example.com A", "192.0.2.80")

	changed := strings.Replace(exampleZone, "192.0.2.80", "192.0.2.81", 1)
	write(t, filepath.Join(outside, "stolen"), changed)
	link(t, filepath.Join(outside, "stolen"), zone)
	said, err := p.verb("reload")
	if err == nil || !strings.Contains(said, "zones/example.com.zone: ") || !strings.Contains(said, "permission denied") {
		t.Errorf("reload says %q, %v", said, err)
	}
	answers(t, at, "www.example.com A", "192.0.2.80")

	if err := os.Remove(zone); err != nil {
		t.Fatal(err)
	}
	write(t, zone, changed)
	if said, err := p.verb("reload"); err != nil {
		t.Errorf("reload says %q, %v", said, err)
	}
	answers(t, at, "www.example.com A", "192.0.2.81")

	write(t, filepath.Join(outside, "example.net.zone"), strings.ReplaceAll(exampleZone, "example.com", "example.net"))
	write(t, filepath.Join(dir, "geosrv.yaml"), "zones: [zones/example.com.zone, "+outside+"]\nlisten: [\"127.0.0.1:0\"]\ncontrol: control.sock\nstate: state\n")
	said, err = p.verb("reload")
	want := "geosrv.yaml:1:33: the sandbox of this process, which has the folders of the start, lets nothing be read in " + outside + " (restart geosrv; nothing changes until then)"
	if err == nil || !strings.Contains(said, want) {
		t.Errorf("reload says\n%s\nwant\n%s", said, want)
	}
	answers(t, at, "www.example.com A", "192.0.2.81")
}

// link puts a symbolic link in the place of a file.
func link(t *testing.T, to, file string) {
	t.Helper()
	if err := os.Symlink(to, file+".new"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(file+".new", file); err != nil {
		t.Fatal(err)
	}
}

// TestSandboxedCheck runs a program as a check inside the sandbox: it may use what
// the system has, and no file of others.
func TestSandboxedCheck(t *testing.T) {
	needLandlock(t)
	secret := filepath.Join(t.TempDir(), "secret")
	write(t, secret, "text")
	dir := site(t, "listen: [\"127.0.0.1:0\"]\nprofile: web\nsites: {ams: {at: [52, 5]}}\npools: {ams: {site: ams, names: [www.example.com]}}\n"+
		"services: {own: {check: exec, command: [DIR/checks/own], port: 443}}\nsteer: [{name: _own._tcp.example.com, policy: ladder, service: own}]\nprobe: {interval: 1s, timeout: 900ms}\n")
	write(t, filepath.Join(dir, "zones/example.com.zone"), exampleZone+"_own._tcp SRV 10 10 443 www\n")
	replace(t, filepath.Join(dir, "geosrv.yaml"), "DIR", dir)
	if err := os.Mkdir(filepath.Join(dir, "checks"), 0o755); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "checks/own")
	write(t, program, "#!/bin/sh\nif cat "+secret+" >/dev/null 2>&1; then echo it read the secret; exit 1; fi\nls /usr >/dev/null && exit 0\n")
	if err := os.Chmod(program, 0o755); err != nil {
		t.Fatal(err)
	}
	p := launch(t, dir, geosrv(t), "serve", "--sandbox=on", "geosrv.yaml")
	p.wait(`msg=sandboxed (.*)`)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	said := ""
	for end := time.Now().Add(patience); time.Now().Before(end); <-tick.C {
		said, _ = p.verb("status")
		if strings.Contains(said, "it read the secret") {
			break
		}
		if regexp.MustCompile(`(?m)^exec.* up +`).MatchString(said) {
			return
		}
	}
	t.Errorf("the check does not pass:\n%s", said)
}

func replace(t *testing.T, file, old, new string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, strings.ReplaceAll(string(text), old, new))
}
