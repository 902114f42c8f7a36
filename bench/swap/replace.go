package swap

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"geosrv/server/control"
)

// ReplaceCommand is `bench replace`.
func ReplaceCommand() *cobra.Command {
	o := succession{Succeeds: Succeeds{Name: "replaced"}}
	var asJSON, check bool
	cmd := &cobra.Command{
		Use: "replace", Short: "Measure what askers notice when geosrv is replaced", Args: cobra.NoArgs,
		Long: `Measure what askers notice when geosrv is replaced.

A real geosrv serves the zone of bench reload under a steady load, and geosrv
replace has a new process take over again and again. Each reply is judged, and at
the end the last process must have counted every query.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.replaces(cmd.Context()); err != nil {
				return err
			}
			return o.report(cmd, asJSON, check)
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.Times, "times", 50, "how often it is replaced")
	f.DurationVar(&o.Every, "every", 500*time.Millisecond, "how long lies between two")
	o.flags(cmd, &asJSON, &check)
	return cmd
}

// replaces replaces a server under load.
func (o *succession) replaces(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "replace")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program, config, err := o.prepare(ctx, dir)
	if err != nil {
		return err
	}
	s, err := serve(program, config)
	if err != nil {
		return err
	}
	pid := s.cmd.Process.Pid
	defer func() {
		_ = syscall.Kill(pid, syscall.SIGTERM) // the last of them; the first is gone
		<-s.said
		_ = s.cmd.Wait() // it may have ended by the signal, if it was never replaced
	}()
	err = o.under(ctx, s.addr, dir, time.Duration(o.Times+1)*o.Every, func(ctx context.Context) error {
		every := time.NewTicker(o.Every)
		defer every.Stop()
		for range o.Times {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-every.C:
			}
			began := monotonic()
			r, err := replaceOnce(ctx, program, filepath.Join(dir, "s"))
			if err != nil {
				return err
			}
			pid = r.Now.PID
			o.took(monotonic() - began)
		}
		return nil
	})
	if err != nil {
		return err
	}
	o.Counted, err = counted(ctx, s.page, o.Asked)
	return err
}

// replaceOnce asks as people do.
func replaceOnce(ctx context.Context, program, socket string) (*control.Replaced, error) {
	out, err := exec.CommandContext(ctx, program, "replace", "--json", "--socket", socket).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("geosrv replace: %w: %s", err, strings.TrimSpace(string(out)))
	}
	var said struct{ Result *control.Replaced }
	if err := json.Unmarshal(out, &said); err != nil || said.Result == nil {
		return nil, errors.Join(err, fmt.Errorf("geosrv replace says %s", out))
	}
	return said.Result, nil
}
