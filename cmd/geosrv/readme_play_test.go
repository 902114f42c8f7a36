package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"os/user"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"geosrv/server"
)

// reader does what a reader of the README would do in a terminal. It belongs to
// one test, whose current folder has the README's files.
type reader struct {
	t     *testing.T
	edges *simulated
	ran   int

	running *server.Server // nil before geosrv serve
	said    netip.AddrPort // where its configuration says that it listens
}

// console runs the commands of a block.
func (r *reader) console(p part) {
	r.t.Helper()
	commands, err := p.commands()
	if err != nil {
		r.t.Error(err)
	}
	for _, c := range commands {
		r.ran++
		var got []string
		switch words := strings.Join(c.words, " "); {
		case words == "go run ./cmd/geosrv demo":
			got, err = r.demo(c.want)
		case strings.HasPrefix(words, "geosrv serve "):
			got, err = r.serve(c.words[2:], c.want)
		case strings.HasPrefix(words, "geosrv "):
			got, err = r.geosrv(c.words[1:])
		case c.words[0] == "export" && len(c.words) == 2:
			name, value, _ := strings.Cut(c.words[1], "=")
			r.t.Setenv(name, value)
		case strings.HasPrefix(words, "dig "):
			got, err = r.dig(c)
		default:
			err = fmt.Errorf("the test does not know this command")
		}
		if err != nil || !matches(got, c.want) {
			r.t.Errorf("%s:%d: %s: %v\n got\n%s\n want\n%s", p.file, c.line, strings.Join(c.words, " "), err,
				strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

// geosrv runs a verb that ends by itself. Whoever runs it is called anna.
func (r *reader) geosrv(args []string) ([]string, error) {
	var out bytes.Buffer
	root := newRootCommand()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&out)
	err := root.ExecuteContext(r.t.Context())
	text := strings.TrimSuffix(out.String(), "\n")
	if u, err := user.Current(); err == nil {
		text = regexp.MustCompile(`\b`+regexp.QuoteMeta(u.Username)+`\b`).ReplaceAllString(text, "anna")
	}
	return strings.Split(text, "\n"), err
}

// demo runs the demo until it has printed what is wanted, on any free port.
func (r *reader) demo(want []string) ([]string, error) {
	ctx, end := context.WithTimeout(r.t.Context(), 30*time.Second)
	defer end()
	out := &logged{}
	root := newRootCommand()
	root.SetArgs([]string{"demo", "--listen", "127.0.0.1:0"})
	root.SetOut(out)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = root.ExecuteContext(ctx) // what matters is what it prints
	}()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return demoLines(out.read()), nil
		case <-tick.C:
			if got := demoLines(out.read()); matches(got, want) {
				end()
				<-done
				return got, nil
			}
		}
	}
}

// demoLines gives the demo's output the port that it has if that is free.
func demoLines(text string) []string {
	_, rest, _ := strings.Cut(text, "example.com on 127.0.0.1:")
	port, _, _ := strings.Cut(rest, ",")
	text = strings.ReplaceAll(text, "127.0.0.1:"+port, "127.0.0.1:5300")
	return strings.Split(strings.ReplaceAll(text, " -p "+port+" ", " -p 5300 "), "\n")
}

// serve starts a server in the place of the one before, on a free port, with
// simulated edges and quick probes, and waits until its log has what is wanted
// and each edge that lives has answered once.
func (r *reader) serve(files, want []string) (got []string, err error) {
	r.stop()
	fast := filepath.Join(r.t.TempDir(), "quickly.yaml")
	if err := os.WriteFile(fast, []byte(quickly), 0o600); err != nil {
		return nil, err
	}
	loaded, err := loadFiles(files)
	if err != nil {
		return nil, err
	}
	log := &logged{}
	r.running, err = server.Start(r.t.Context(), server.Options{
		Files: append(slices.Clone(files), fast), Log: slog.New(slog.NewTextHandler(log, nil)), Probe: r.edges.probe,
		Listen:  []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:0")},
		Control: loaded.Config.Control.Pos.Line > 0, Remember: loaded.Config.State.Pos.Line > 0, // no default is touched
	})
	if err != nil {
		return nil, err
	}
	r.said = loaded.Config.Listen[0]
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); <-tick.C {
		text := strings.ReplaceAll(log.read(), r.running.Addrs()[0].String(), r.said.String())
		got = strings.Split(strings.TrimSpace(text), "\n")
		if contains(got, want) && proven(r.running) {
			return want, nil
		}
	}
	return got, nil
}

// contains reports whether each wanted line is among the lines of a log, of
// which several goroutines write.
func contains(got, want []string) bool {
	got = plain(got)
	return !slices.ContainsFunc(plain(want), func(line string) bool { return !slices.Contains(got, line) })
}

// proven reports whether every endpoint has answered once. What never answered
// is no evidence of anything, and shortens no TTL.
func proven(s *server.Server) bool {
	for _, state := range s.States() {
		if !state.Ever {
			return false
		}
	}
	return true
}

func (r *reader) stop() {
	if r.running != nil {
		r.running.Close()
	}
}

// dig asks the server until the answer is what is wanted, for a while: what
// happened to the edges takes time to be noticed.
func (r *reader) dig(c command) (got []string, err error) {
	d, err := parseDig(c.words[1:])
	if err != nil {
		return nil, err
	}
	if at, err := d.at(); err != nil || r.running == nil || at != r.said {
		return nil, fmt.Errorf("nobody serves there (%w)", err)
	}
	want := slices.Sorted(slices.Values(plain(c.want)))
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); <-tick.C {
		if got, err = d.run(r.running.Addrs()[0]); err != nil {
			return nil, err
		}
		// Addresses rotate from answer to answer.
		if slices.Equal(slices.Sorted(slices.Values(got)), want) {
			return c.want, nil
		}
	}
	return got, nil
}
