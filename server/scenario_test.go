package server

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"geosrv/geo"
	"geosrv/health"
	"geosrv/server/answer"
	"geosrv/server/config"
	"geosrv/server/operator"
	"geosrv/server/roster"
	"geosrv/zones"
)

// TestScenarios plays every file of testdata/scenario: zones, a configuration,
// and a script of what happens and what dig must then say, in virtual time.
// testdata/scenario/README.md explains the words of a script.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/scenario/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scenarios", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range variants(a) {
				t.Run(v.name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { play(t, file, v) })
				})
			}
		})
	}
}

// variant is one way to play a file: files named "omit:script" and the like
// belong to the variant "omit", in which the word DOWN of the configuration
// becomes omit. A file without such words is played once.
type variant struct {
	name  string
	files map[string]string
}

func variants(a *txtar.Archive) (out []variant) {
	names := []string{"demote", "omit"}
	if text := string(txtar.Format(a)); !strings.Contains(text, "{DOWN}") && !strings.Contains(text, ":script") {
		names = names[:1]
	}
	for _, name := range names {
		v := variant{name, map[string]string{}}
		for _, f := range a.Files {
			kind, rest, ok := strings.Cut(f.Name, ":")
			if ok && kind != name {
				continue
			}
			if ok {
				f.Name = rest
			}
			v.files[f.Name] = strings.ReplaceAll(string(f.Data), "{DOWN}", name)
		}
		if _, ok := v.files["script"]; ok {
			out = append(out, v)
		}
	}
	return out
}

// stage is one scenario being played.
type stage struct {
	t     *testing.T
	file  string
	dir   string
	pub   *Publisher
	run   *health.Runner
	world *answer.World
	start time.Time
	edges *edges
	town  *town
	load  uint64
	heard int    // events that advised has looked at
	ns2   *stage // another nameserver with the same files; nil if the story has none
}

func play(t *testing.T, file string, v variant) {
	s := raise(t, file, v)
	if strings.Contains(v.files["script"], "\nns2 ") {
		s.ns2 = raise(t, file, v)
	}
	s.script(v.files["script"])
	s.town.unused()
}

// raise makes a server that answers, in the bubble of its caller.
func raise(t *testing.T, file string, v variant) *stage {
	s := &stage{t: t, file: file, dir: t.TempDir(), start: time.Now(), edges: &edges{}}
	for name, text := range v.files {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	s.pub = NewPublisher(slog.New(slog.NewTextHandler(io.Discard, nil)))
	s.run = health.NewRunner(s.edges.probe, s.pub.Report)
	s.pub.Ask(s.run)
	go s.pub.Run(ctx)
	t.Cleanup(func() {
		s.run.Close()
		stop()
	})
	s.town = newTown(s, v.files["script"])
	s.reload()
	<-s.pub.Ready()
	return s
}

// reload reads configuration and zones again and hands them in.
func (s *stage) reload() {
	c, err := config.Load(filepath.Join(s.dir, "geosrv.yaml"))
	if err != nil {
		s.t.Fatal(err)
	}
	var sources []roster.Source
	for _, z := range c.Zones {
		f, err := os.Open(z.Path)
		if err != nil {
			s.t.Fatal(err)
		}
		zone, err := zones.Read(z.Path, f, "")
		f.Close()
		if err != nil {
			s.t.Fatal(err)
		}
		sources = append(sources, roster.Source{Zone: zone, Profile: c.Profile})
	}
	r, err := roster.Build(c, sources)
	if err != nil {
		s.t.Fatal(err)
	}
	var db *geo.Database
	if s.world, err = answer.NewWorld(r, db, s.world, 1); err != nil {
		s.t.Fatal(err)
	}
	s.load++
	s.pub.Hand(s.load, s.world, Words{})
	s.run.Set(probed(r))
	s.town.survey(r)
}

// script plays the lines. A line that starts with ">" is what the last ask
// must have said; lines come in any order, answers are compared sorted.
func (s *stage) script(text string) {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := 0; i < len(lines); i++ {
		line, _, _ := strings.Cut(lines[i], "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		at := s
		if words[0] == "ns2" {
			at, words = s.ns2, words[1:]
		}
		n := i + 1
		var want []string
		for i+1 < len(lines) && strings.HasPrefix(lines[i+1], ">") {
			i++
			want = append(want, strings.Join(strings.Fields(lines[i][1:]), " "))
		}
		switch words[0] {
		case "ask":
			at.ask(n, words[1:], want)
			at.town.look(n)
		case "advised":
			at.advised(n, want)
		default:
			at.act(n, line, words, want)
		}
	}
}

// act does what a line says; want is what an order must have said.
func (s *stage) act(line int, text string, words, want []string) {
	s.town.look(line)
	switch words[0] {
	case "at": // at 9s: since the start; at +9s: since now
		d, err := time.ParseDuration(strings.TrimPrefix(words[1], "+"))
		if err != nil {
			s.t.Fatalf("%s: line %d: %v", s.file, line, err)
		}
		if !strings.HasPrefix(words[1], "+") {
			d -= time.Since(s.start)
		}
		s.wait(line, d)
	case "kill", "blackhole", "drain503", "cut", "revive":
		s.edges.set(words[0], words[1:])
	case "lost", "found":
		s.town.excuse(line, words)
	case "certificate":
		s.edges.certify(words[1:])
	case "order":
		s.order(line, words[1:], want)
	case "say": // operator's words, all of them at once
		l, err := operator.Parse("say", []byte(strings.ReplaceAll(strings.Join(words[1:], " "), ";", "\n")))
		if err != nil {
			s.t.Fatalf("%s: line %d: %v", s.file, line, err)
		}
		s.pub.Words(Words{Ledger: l})
	case "zone", "config": // zone FILE s/OLD/NEW/: edit and reload
		s.edit(line, words[1], text)
	default:
		s.t.Fatalf("%s: line %d: no word %q", s.file, line, words[0])
	}
	synctest.Wait()
	time.Sleep(gap) // the publisher may wait so long before it acts on a second word
	synctest.Wait()
}

// wait lets time pass, in which askers look every five seconds for five minutes.
func (s *stage) wait(line int, d time.Duration) {
	end := time.Now().Add(d)
	for range 60 {
		if time.Until(end) < 5*time.Second {
			break
		}
		time.Sleep(5 * time.Second)
		synctest.Wait()
		s.town.look(line)
		if s.ns2 != nil {
			s.ns2.town.look(line)
		}
	}
	time.Sleep(time.Until(end))
}

// edit replaces a text everywhere in a file, as "s/OLD/NEW/" at the end of the
// line says, and loads again.
func (s *stage) edit(line int, file, command string) {
	path := filepath.Join(s.dir, file)
	text, err := os.ReadFile(path)
	_, command, _ = strings.Cut(command, file)
	parts := strings.Split(strings.TrimSpace(command), "/")
	if err != nil || len(parts) != 4 || !strings.Contains(string(text), parts[1]) {
		s.t.Fatalf("%s: line %d: nothing to edit", s.file, line)
	}
	edited := strings.ReplaceAll(string(text), parts[1], strings.ReplaceAll(parts[2], `\n`, "\n"))
	if err := os.WriteFile(path, []byte(edited), 0o600); err != nil {
		s.t.Fatal(err)
	}
	s.reload()
}

// ask sends one question through the code that answers and compares what dig
// would print.
func (s *stage) ask(line int, words, want []string) {
	got := dig(s.t, s.pub.Plan(), words)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		s.t.Errorf("%s: line %d, %v after the start: ask %s\n got  %s\n want %s", s.file, line, time.Since(s.start),
			strings.Join(words, " "), strings.Join(got, "\n      "), strings.Join(want, "\n      "))
	}
}
