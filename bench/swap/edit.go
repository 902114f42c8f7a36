package swap

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"geosrv/server/control"
)

// edit is one generation: when its file was about to be put in place, and when
// its reload had ended. Monotonic times. A value.
type edit struct{ Begun, Acknowledged int64 }

// editor rewrites the zone and has it reloaded. Make it with newEditor; it
// belongs to one goroutine.
type editor struct {
	estate
	zoneFile string
	reload   func(context.Context) error
	edits    []edit // the first is that of the start
}

// newEditor makes one that begins with generation 1 in place.
func newEditor(e estate, zoneFile string, reload func(context.Context) error) *editor {
	return &editor{estate: e, zoneFile: zoneFile, reload: reload, edits: []edit{{}}}
}

// byVerb reloads as people do: by a process of `geosrv reload`.
func byVerb(geosrv, socket string) func(context.Context) error {
	return func(ctx context.Context) error {
		out, err := exec.CommandContext(ctx, geosrv, "reload", "--socket", socket).CombinedOutput()
		if err != nil {
			return fmt.Errorf("geosrv reload: %w: %s", err, strings.TrimSpace(string(out)))
		}
		return nil
	}
}

// bySocket asks for the verb itself.
func bySocket(socket string) func(context.Context) error {
	client := control.NewClient(socket)
	return func(ctx context.Context) error {
		return client.Ask(ctx, control.ReloadVerb, control.Reload{}, nil)
	}
}

// run edits at a rate, in generations per second, until ctx is done. One that is late
// is made up for: each has its turn, counted from the beginning.
func (e *editor) run(ctx context.Context, rate float64) error {
	turn := time.NewTimer(0)
	defer turn.Stop()
	began := time.Now()
	for n := 1; ; n++ {
		// A generation is written before its turn: the editor's work is not the
		// server's.
		made := e.zoneFile + ".made"
		if err := os.WriteFile(made, e.zone(len(e.edits)+1), 0o600); err != nil {
			return err
		}
		turn.Reset(time.Until(began.Add(time.Duration(float64(n) / rate * float64(time.Second)))))
		select {
		case <-ctx.Done():
			return nil
		case <-turn.C:
		}
		begun := monotonic()
		if err := os.Rename(made, e.zoneFile); err != nil {
			return err
		}
		if err := e.reload(ctx); err != nil && ctx.Err() == nil {
			return err
		}
		done := edit{Begun: begun, Acknowledged: monotonic()}
		if ctx.Err() != nil {
			done.Acknowledged = 0 // whether it was, nobody knows
		}
		if e.edits = append(e.edits, done); len(e.edits) == mostGenerations {
			return fmt.Errorf("more than %d generations", mostGenerations)
		}
	}
}
