package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"geosrv/server/control"
)

// newOverridesCommand is `geosrv overrides`: what operators said that is in
// force.
func newOverridesCommand() *cobra.Command {
	var a asking
	cmd := &cobra.Command{
		Use:   "overrides",
		Short: "List what operators said that is in force",
		Long: `List what operators said that is in force: the ID for geosrv undo, the words, who,
when, until when and why. Those of the overrides file have their line instead of an
ID. What names nothing that exists is listed as dangling.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return askFor(cmd, &a, nil, control.OverridesVerb, nil, showOverrides)
		},
	}
	a.flags(cmd)
	return cmd
}

func showOverrides(w io.Writer, o *control.Overrides) {
	if len(o.Overrides) == 0 {
		fmt.Fprintln(w, "nobody said anything that is in force")
		return
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tWORDS\tBY\tSAID\tUNTIL\tREASON")
	for _, e := range o.Overrides {
		id := fmt.Sprint(e.ID)
		if e.Place != "" {
			id = nearPath(e.Place)
		}
		words := e.Words
		if e.Dangling {
			words += " (dangling: it names nothing that exists)"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", id, words, dash(e.Author), moment(e.At, "-"), moment(e.Until, "taken back"), dash(e.Reason))
	}
	_ = t.Flush() // of the terminal
	if !o.Survive {
		fmt.Fprintln(w, "a restart would forget what verbs said: there is no state folder (state: DIR)")
	}
}

// moment is a time of a list, or a word where there is none.
func moment(t *time.Time, none string) string {
	if t == nil {
		return none
	}
	return t.UTC().Format(time.RFC3339)
}
