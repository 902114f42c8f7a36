package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"geosrv/cmd/geosrv/demo"
)

// TestDemoOnce plays the demo as people see it, in its own time.
func TestDemoOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("the story takes about ten seconds")
	}
	t.Parallel()
	var out, errs bytes.Buffer
	if code := run([]string{"demo", "--once", "--listen", "127.0.0.1:0"}, nil, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s\n%s", code, &errs, &out)
	}
	if errs.Len() > 0 || !strings.HasSuffix(out.String(), "\nThe story is right: 4 steps, 49 answers.\n") {
		t.Errorf("ends with\n%s\n%s", &out, &errs)
	}
}

func TestDemoRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no address":  {[]string{"--listen", "5300"}, `demo: --listen "5300" is no address and port (write it like 127.0.0.1:5300)`},
		"not ours":    {[]string{"--once", "--listen", "192.0.2.53:5300"}, "demo: listen tcp 192.0.2.53:5300: "},
		"no page":     {[]string{"--status=192.0.2.53:8053"}, `demo: --status="192.0.2.53:8053" is no address and port of this machine`},
		"both":        {[]string{"--once", "--serve"}, "[once serve] were all set"},
		"an argument": {[]string{"geosrv.yaml"}, `unknown command "geosrv.yaml"`},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if code := run(append([]string{"demo"}, c.args...), nil, &out, &errs); code != 1 {
				t.Errorf("exit %d, want 1", code)
			}
			if !strings.Contains(errs.String(), c.want) || out.Len() > 0 {
				t.Errorf("said %q and %q, want %q", &errs, &out, c.want)
			}
		})
	}
}

// TestDemoFilesCheck: what the demo prints of its files is a configuration of
// its own, that `geosrv check` accepts.
func TestDemoFilesCheck(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for flag, file := range map[string]string{"--print-config": "geosrv.yaml", "--print-zone": "example.com.zone"} {
		var out, errs bytes.Buffer
		if code := run([]string{"demo", flag}, nil, &out, &errs); code != 0 {
			t.Fatalf("%s: exit %d: %s", flag, code, &errs)
		}
		if err := os.WriteFile(filepath.Join(dir, file), out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	if code := run([]string{"check", filepath.Join(dir, "geosrv.yaml")}, nil, &out, &errs); code != 0 {
		t.Errorf("exit %d:\n%s\n%s", code, &out, &errs)
	}
}

// serveDemo runs `geosrv demo --serve` until the test is over and returns where
// it serves, and the dig lines that it gives to try.
func serveDemo(t *testing.T) (at netip.AddrPort, tries []string) {
	t.Helper()
	out, in := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	root := newRootCommand()
	root.SetArgs([]string{"demo", "--serve", "--listen", "127.0.0.1:0"})
	root.SetOut(in)
	done := make(chan error, 1)
	go func() { done <- root.ExecuteContext(ctx); in.Close() }()
	t.Cleanup(func() {
		stop()
		go io.Copy(io.Discard, out)
		if err := <-done; err != nil {
			t.Errorf("the end of the demo: %v", err)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		line := lines.Text()
		if m := regexp.MustCompile(`^geosrv demo: example.com on (\S+), `).FindStringSubmatch(line); m != nil {
			at = netip.MustParseAddrPort(m[1])
		}
		if rest, ok := strings.CutPrefix(line, "dig "); ok {
			tries = append(tries, rest)
		}
		if strings.Contains(line, demo.LastLine) {
			break
		}
	}
	if !at.IsValid() || len(tries) == 0 {
		t.Fatal("it does not say where it is, or what to try")
	}
	return at, tries
}
