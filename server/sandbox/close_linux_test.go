package sandbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// closedIn is the variable that makes this binary the process that is closed in:
// the folder in which it tries things.
const closedIn = "GEOSRV_TEST_CLOSED_IN"

// TestClose has another process try what is allowed and what is not: there is no
// way back for this one.
func TestClose(t *testing.T) {
	if dir := os.Getenv(closedIn); dir != "" {
		tryAll(dir)
		return
	}
	dir := tree(t, "read/file", "write/old", "outside/file", "run/program", "home/")
	if err := os.WriteFile(filepath.Join(dir, "run/program"), []byte("#!/bin/sh\nexit 0\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(os.Args[0], "-test.run=^TestClose$", "-test.v")
	c.Env = append(os.Environ(), closedIn+"="+dir)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if strings.Contains(string(out), "no landlock") {
		t.Skip("this kernel has no Landlock")
	}
	for _, want := range []string{
		"read inside: ok", "list inside: ok", "write inside: ok", "rename inside: ok", "remove inside: ok",
		"read outside: denied", "list outside: denied", "read /etc/passwd: denied", "write where one reads: denied",
		"write outside: denied", "run: denied", "other thread: denied",
	} {
		if !strings.Contains(string(out), want+"\n") {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
}

// tryAll closes the process in and says what becomes of what.
func tryAll(dir string) {
	at := func(p string) string { return filepath.Join(dir, p) }
	read := func(p string) error { _, err := os.ReadFile(p); return err }
	list := func(p string) error { _, err := os.ReadDir(p); return err }
	write := func(p string) error { return os.WriteFile(p, []byte("new"), 0o600) }
	go func() { // a thread from before
		for range make(chan int) {
		}
	}()
	if _, err := NewReach(Need{at("read/file"), Read}, Need{at("write/old"), Write}).Close(); errors.Is(err, ErrNone) {
		fmt.Println("no landlock")
		return
	} else if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	elsewhere := make(chan error)
	go func() { elsewhere <- read(at("outside/file")) }()
	for _, c := range []struct {
		what string
		err  error
	}{
		{"read inside", read(at("read/file"))},
		{"list inside", list(at("read"))},
		{"write inside", write(at("write/new"))},
		{"rename inside", os.Rename(at("write/new"), at("write/newer"))},
		{"remove inside", os.Remove(at("write/newer"))},
		{"read outside", read(at("outside/file"))},
		{"list outside", list(at("outside"))},
		{"read /etc/passwd", read("/etc/passwd")},
		{"write where one reads", write(at("read/file"))},
		{"write outside", write(at("outside/new"))},
		{"run", exec.Command(at("run/program")).Run()},
		{"other thread", <-elsewhere},
	} {
		switch {
		case c.err == nil:
			fmt.Printf("%s: ok\n", c.what)
		case errors.Is(c.err, fs.ErrPermission):
			fmt.Printf("%s: denied\n", c.what)
		default:
			fmt.Printf("%s: %v\n", c.what, c.err)
		}
	}
}
