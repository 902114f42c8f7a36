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

// ordering is what the verbs share that change what a server answers. The zero
// value is ready; it belongs to one command.
type ordering struct {
	asking
	control.Order
	yes, wait bool
}

// orderFlags gives a command the flags of all of them.
func (o *ordering) orderFlags(cmd *cobra.Command) {
	o.flags(cmd)
	f := cmd.Flags()
	f.BoolVarP(&o.yes, "yes", "y", false, "do not ask on a terminal")
	f.BoolVar(&o.DryRun, "dry-run", false, "say what would follow, and do nothing")
	f.StringVar(&o.Reason, "reason", "", "why, for those who read overrides and history")
	f.StringVar(&o.Author, "author", "", "who says it (default: the user who asks)")
	f.BoolVar(&o.Order.Force, "force", false, "do it also where no live pool is left")
}

// endFlags gives a command the flags that say how long its word holds.
func (o *ordering) endFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.For, "for", "", "how long it holds, such as 30m or 2h (default: until it is taken back)")
	cmd.Flags().StringVar(&o.Until, "until", "", "until when it holds, such as 2026-12-01T06:00:00Z")
}

// order asks for a verb: with a preview and a question where a person sits at the
// terminal, and with patience where a move has to wait for its deep check.
func (o *ordering) order(cmd *cobra.Command, verb string, words []string) error {
	o.Words = words
	path, err := o.path(nil)
	if err != nil {
		return err
	}
	if err := o.patient(cmd, path, verb); err != nil {
		return err
	}
	if !o.yes && !o.DryRun && !o.asJSON && onTerminal(cmd.InOrStdin()) {
		preview := o.Order
		preview.DryRun = true
		d, err := askAt[control.Done](cmd.Context(), path, verb, preview)
		if err != nil {
			return nearby(err)
		}
		showDone(cmd.OutOrStdout(), d)
		if !confirmed(cmd.InOrStdin(), cmd.OutOrStdout(), "do it?") {
			return errors.New("nothing was done")
		}
	}
	word := awaited(cmd, verb)
	done, err := askAt[control.Done](cmd.Context(), path, verb, o.Order)
	word.end()
	if err := showAnswer(cmd, o.asJSON, done, err, showDone); err != nil || !o.wait || o.DryRun {
		return err
	}
	return o.await(cmd, path, verb, done)
}

// patient returns when nothing is in the way of a move any more. Whoever
// interrupts it leaves all as it was.
func (o *ordering) patient(cmd *cobra.Command, path, verb string) error {
	if verb != "move" || o.Order.Force || o.DryRun {
		return nil
	}
	preview := o.Order
	preview.DryRun = true
	for said := ""; ; {
		d, err := askAt[control.Done](cmd.Context(), path, verb, preview)
		if err != nil {
			return nearby(err)
		}
		if d.Waiting == "" {
			return nil
		}
		if d.Waiting != said {
			fmt.Fprintf(cmd.ErrOrStderr(), "waiting: %s (Ctrl-C leaves all as it is; --force says it now, and it moves as soon as it is up)\n", d.Waiting)
			said = d.Waiting
		}
		if !sleep(cmd.Context(), time.Second) {
			return errors.New("nothing was done")
		}
	}
}

// sleep waits; false if ctx ended.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// showDone prints what a verb did, or would do.
func showDone(w io.Writer, d *control.Done) {
	for _, s := range d.Said {
		switch {
		case d.DryRun || s.ID == 0:
			fmt.Fprintf(w, "would say: %s\n", s.Words)
		case s.Until != nil:
			fmt.Fprintf(w, "%d: %s, until %s\n", s.ID, s.Words, s.Until.UTC().Format(time.RFC3339))
		default:
			fmt.Fprintf(w, "%d: %s\n", s.ID, s.Words)
		}
	}
	moves := word(d.DryRun, "would move", "moves")
	for _, m := range d.Moves {
		fmt.Fprintf(w, "%s %.0f %% of places %s -> %s: %s\n", moves, 100*m.Share, m.From, m.To, some(m.Groups))
	}
	if len(d.Moves)+d.Names > 0 {
		fmt.Fprintf(w, "%s: other answers\n", count(d.Names, "name"))
	}
	for _, l := range d.Leaves {
		fmt.Fprintf(w, "leaves %s for %s\n", count(l.Live, "live pool"), l.Group)
	}
	if d.Waiting != "" {
		fmt.Fprintf(w, "has to wait: %s\n", d.Waiting)
	}
	for _, n := range d.Notes {
		fmt.Fprintln(w, n)
	}
	if !d.DryRun {
		fmt.Fprintln(w, toldWho(d))
	}
}

// toldWho says which nameservers know of an order, and which have to be told by
// hand.
func toldWho(d *control.Done) string {
	done := "done on " + strings.Join(d.Told, ", ")
	switch {
	case len(d.Untold) == 0:
		return done
	case len(d.Told)+len(d.Untold) == d.Of:
		return fmt.Sprintf("%s (%d of %d): run it on %s too", done, len(d.Told), d.Of, strings.Join(d.Untold, ", "))
	}
	return fmt.Sprintf("%s (%d of %d: %s): run it on the others too", done, len(d.Told), d.Of, strings.Join(d.Untold, ", "))
}

// some is the beginning of a list of names, and how many more there are.
func some(names []string) string {
	const few = 5
	if more := len(names) - few; more > 0 {
		return strings.Join(names[:few], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(names, ", ")
}
