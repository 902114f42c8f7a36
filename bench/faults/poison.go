package faults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"geosrv/bench/shipped"
	"geosrv/server/control"
)

// streams is how many sockets ask.
const streams = 4

// Poison says how a geo database is treated under load, and what came of it.
type Poison struct {
	Rate   int           // queries a second
	Lasts  time.Duration // how long
	Every  time.Duration // one treatment after another
	Seed   uint64
	Geosrv string // the program; "": it is built

	Treated            map[string]int // by treatment
	Refused            int            // reloads that said that something is wrong
	Asked, Lost, Wrong int
	Exited             bool
}

// Run plays all treatments in turns, under load.
func (p *Poison) Run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "poison")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program, err := shipped.Build(ctx, dir, p.Geosrv)
	if err != nil {
		return err
	}
	c := contestants(program)[0]
	if err := c.write(dir); err != nil {
		return err
	}
	good, err := placesText(112)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, database), good, 0o644); err != nil {
		return err
	}
	s, err := c.start(dir)
	if err != nil {
		return err
	}
	defer func() { s.end(syscall.SIGKILL) }()
	if got := s.first(ctx); got != "another answer" && got != "kept" { // by place
		return fmt.Errorf("it does not serve: %s\n%s", got, s.said.String())
	}
	return p.play(ctx, s, good)
}

// play treats the database while the load goes on.
func (p *Poison) play(ctx context.Context, s *process, good []byte) error {
	under, end := context.WithTimeout(ctx, p.Lasts)
	defer end()
	came := make(chan counts, streams)
	for range streams {
		st, err := newStream(s.at, p.Rate/streams)
		if err != nil {
			return err
		}
		go func() { came <- st.run(under) }()
	}
	err := p.treat(under, s, good)
	for range streams {
		n := <-came
		p.Asked, p.Lost, p.Wrong = p.Asked+n.asked, p.Lost+n.lost, p.Wrong+n.wrong
	}
	p.Exited = !s.alive()
	return err
}

// treat plays one treatment after another, and puts the good database back in
// between now and then.
func (p *Poison) treat(ctx context.Context, s *process, good []byte) error {
	bad, err := placesText(224)
	if err != nil {
		return err
	}
	rng := rand.New(rand.NewPCG(p.Seed, 1))
	file := filepath.Join(s.dir, database)
	all := treatments(file, good, bad, rng)
	client := control.NewClient(filepath.Join(s.dir, "s"))
	defer client.Close()
	p.Treated = map[string]int{}
	for n := 0; ctx.Err() == nil && s.alive(); n++ {
		t := all[n%len(all)]
		if err := t.do(); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		p.Treated[t.name]++
		if client.Ask(ctx, control.ReloadVerb, control.Reload{}, nil) != nil && ctx.Err() == nil {
			p.Refused++
		}
		wait(ctx, p.Every)
	}
	return nil
}

// treatment is one thing that is done to a file.
type treatment struct {
	name string
	do   func() error
}

func treatments(file string, good, bad []byte, rng *rand.Rand) []treatment {
	write := func(text []byte) error { return os.WriteFile(file, text, 0o644) }
	put := func(text []byte) error {
		if err := os.WriteFile(file+".new", text, 0o644); err != nil {
			return err
		}
		return os.Rename(file+".new", file)
	}
	back := treatment{"good again", func() error { return put(good) }}
	return []treatment{
		{"truncated", func() error { return os.Truncate(file, 0) }},
		back,
		{"cut in half", func() error { return os.Truncate(file, int64(len(good)/2)) }},
		{"unlinked", func() error { return os.Remove(file) }},
		back,
		{"swapped for a text", func() error { return put([]byte("not a database\n")) }},
		{"poisoned", func() error { return put(bad) }},
		back,
		{"100,000 random octets", func() error {
			text := append([]byte(nil), good...)
			for range 100_000 {
				text[rng.IntN(len(text))] = byte(rng.Uint32())
			}
			return write(text)
		}},
	}
}

// Text is what came of it.
func (p *Poison) Text() string {
	return fmt.Sprintf("treated: %v\nreloads that said so: %d\nasked %d, lost %d, wrong %d, exited: %t\n", p.Treated, p.Refused, p.Asked, p.Lost, p.Wrong, p.Exited)
}

// Check wants the answers of the last good database, and the server alive.
func (p *Poison) Check() error {
	if p.Exited || p.Lost > 0 || p.Wrong > 0 || p.Refused == 0 || p.Asked < int(p.Lasts.Seconds()*float64(p.Rate))*9/10 {
		return fmt.Errorf("exited %t, %d of %d lost, %d wrong, %d reloads refused", p.Exited, p.Lost, p.Asked, p.Wrong, p.Refused)
	}
	return nil
}
