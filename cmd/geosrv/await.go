package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"geosrv/server/control"
)

// await waits for what a verb leads to: that it is safe to stop, or that all is
// up again.
func (o *ordering) await(cmd *cobra.Command, path, verb string, done *control.Done) error {
	out := cmd.OutOrStdout()
	if o.asJSON { // that was the reply; the exit code says the rest
		out = io.Discard
	}
	if verb == "undrain" {
		return o.awaitUp(cmd, out, path)
	}
	if done.Safe == nil {
		return errors.New("done, but it never becomes safe to stop: see above")
	}
	word := newWaiting(cmd.ErrOrStderr(), func() string {
		return fmt.Sprintf("waiting: safe to stop from %s on, when resolvers have forgotten it", done.Safe.UTC().Format("15:04:05 MST"))
	})
	err := o.awaitGone(cmd.Context(), path, *done.Safe)
	word.end()
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "safe to stop now")
	return nil
}

// awaitGone returns when a time has come until which nothing may answer what was
// drained: if anything does, it was undrained, or nothing else is left.
func (o *ordering) awaitGone(ctx context.Context, path string, safe time.Time) error {
	for {
		a, err := askAt[control.Awaited](ctx, path, control.AwaitVerb, control.Await{Words: o.Words, Gone: true, Until: safe})
		switch {
		case ctx.Err() != nil:
			return fmt.Errorf("done, but it is safe to stop only from %s on", safe.UTC().Format("15:04:05 MST"))
		case err != nil:
			return nearby(fmt.Errorf("done, but nobody knows whether it is safe to stop: %w", err))
		case len(a.Left) > 0:
			return fmt.Errorf("not safe to stop: it is answered again by %s (see geosrv history)", some(a.Left))
		case !time.Now().Before(safe):
			return nil
		}
	}
}

// awaitUp returns when everything is up, so that the exit code can be the tempo
// of a rolling reboot.
func (o *ordering) awaitUp(cmd *cobra.Command, out io.Writer, path string) error {
	for said := ""; ; {
		a, err := askAt[control.Awaited](cmd.Context(), path, control.AwaitVerb, control.Await{Words: o.Words})
		if cmd.Context().Err() != nil {
			return errors.New("done, but not all of it is up yet")
		}
		if err != nil {
			return nearby(err)
		}
		if a.Up {
			fmt.Fprintln(out, "up")
			return nil
		}
		if now := strings.Join(a.Left, "; "); now != said {
			fmt.Fprintln(cmd.ErrOrStderr(), "waiting:", now)
			said = now
		}
	}
}
