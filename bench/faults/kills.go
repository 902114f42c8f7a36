package faults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/miekg/dns"

	"geosrv/bench/shipped"
	"geosrv/server/control"
)

// Kills says how often geosrv is killed, and what came of it.
type Kills struct {
	Count   int    // kills
	Seed    uint64 // of their moments
	Geosrv  string // the program; "": it is built
	Started int    // how often it started again
	Spoilt  int    // of these: over a zone file cut in half
	Reloads int    // that had ended before a kill
	Ignored int    // starts that could not use a state or a kept copy, and said so
	Wrong   []string
	Slowest time.Duration // from the start of the process to its first answer
}

// killed is how long after its first answer a server lives at most. Reloads and
// words of operators go on meanwhile, so that each moment of them is met.
const killed = 250 * time.Millisecond

// Run kills geosrv again and again, while it is reloaded and writes its state.
func (k *Kills) Run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "kills")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program, err := shipped.Build(ctx, dir, k.Geosrv)
	if err != nil {
		return err
	}
	c := contestants(program)[0]
	if err := c.write(dir); err != nil {
		return err
	}
	p, err := c.start(dir)
	if err != nil {
		return err
	}
	defer func() { p.end(syscall.SIGKILL) }()
	if got := p.first(ctx); got != "kept" {
		return fmt.Errorf("it does not serve: %s\n%s", got, p.said.String())
	}
	rng := rand.New(rand.NewPCG(k.Seed, 1))
	written := uint32(1)
	for n := range k.Count {
		if err := k.round(ctx, p, rng, n, &written); err != nil {
			return fmt.Errorf("kill %d: %w", n+1, err)
		}
	}
	return ctx.Err()
}

// round lets the server live for a while, kills it, and starts it again.
func (k *Kills) round(ctx context.Context, p *process, rng *rand.Rand, n int, written *uint32) error {
	busy, stop := context.WithCancel(ctx)
	done := make(chan int)
	first := *written
	go func() { done <- edit(busy, p, written) }()
	wait(ctx, time.Duration(rng.Int64N(int64(killed))))
	_ = p.cmd.Process.Kill()
	<-p.ended
	stop()
	k.Reloads += <-done
	half := n%5 == 4
	if half {
		text := zoneText(int(*written), false)
		if err := os.WriteFile(p.zone(p.dir), text[:len(text)/2], 0o644); err != nil {
			return err
		}
		k.Spoilt++
	}
	began := time.Now()
	if err := p.run(); err != nil {
		return err
	}
	if got := p.first(ctx); got != "kept" {
		return fmt.Errorf("%s\n%s", got, p.said.String())
	}
	k.Started++
	k.Slowest = max(k.Slowest, time.Since(began))
	k.look(ctx, p, first, *written, half)
	if half {
		return os.WriteFile(p.zone(p.dir), zoneText(int(*written), false), 0o644)
	}
	return nil
}

// look looks which generation is served, and what was said of the state.
func (k *Kills) look(ctx context.Context, p *process, first, last uint32, half bool) {
	in, _, err := (&dns.Client{Timeout: time.Second}).ExchangeContext(ctx, new(dns.Msg).SetQuestion(apex+".", dns.TypeSOA), p.at.String())
	if err != nil || len(in.Answer) != 1 {
		k.Wrong = append(k.Wrong, fmt.Sprintf("no SOA: %v %v", err, in))
		return
	}
	// A file that is whole is served as it is; of one that is not, what was kept:
	// at most what was written, a second of reloads earlier at least.
	if is := in.Answer[0].(*dns.SOA).Serial; is > last || !half && is != last {
		k.Wrong = append(k.Wrong, fmt.Sprintf("generation %d is served, those of %d to %d were written", is, first, last))
	}
	said := p.said.String()
	for _, word := range []string{"nothing is remembered of before", "cannot be used"} {
		if strings.Contains(said, word) {
			k.Ignored++
			return
		}
	}
}

// edit writes generation after generation, has them reloaded, and speaks, until the
// server is gone. It returns how many reloads had ended.
func edit(ctx context.Context, p *process, written *uint32) (ended int) {
	client := control.NewClient(filepath.Join(p.dir, "s"))
	defer client.Close()
	for ctx.Err() == nil {
		next := *written + 1
		spare := p.zone(p.dir) + ".new"
		if os.WriteFile(spare, zoneText(int(next), false), 0o644) != nil || os.Rename(spare, p.zone(p.dir)) != nil {
			return ended
		}
		*written = next
		verb := []string{"drain", "undrain"}[next%2]
		if client.Ask(ctx, verb, control.Order{Words: []string{"pool:b"}, Force: true}, nil) != nil {
			wait(ctx, time.Millisecond)
		}
		if client.Ask(ctx, control.ReloadVerb, control.Reload{}, nil) == nil {
			ended++
		}
	}
	return ended
}

// Text is what came of it, in a few lines.
func (k *Kills) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "killed %d, started %d (over half a zone file: %d), reloads that had ended: %d\n", k.Count, k.Started, k.Spoilt, k.Reloads)
	fmt.Fprintf(&b, "states or copies that could not be used: %d; wrong answers: %d; slowest start: %s\n", k.Ignored, len(k.Wrong), k.Slowest.Round(time.Millisecond))
	for _, w := range k.Wrong {
		fmt.Fprintln(&b, w)
	}
	return b.String()
}

// Check wants every start, and nothing wrong.
func (k *Kills) Check() error {
	if k.Started != k.Count || len(k.Wrong) > 0 || k.Ignored > 0 {
		return fmt.Errorf("%d of %d starts, %d wrong, %d that could not use what was there", k.Started, k.Count, len(k.Wrong), k.Ignored)
	}
	return nil
}
