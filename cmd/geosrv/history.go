package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"geosrv/server/control"
)

// newHistoryCommand is `geosrv history`: what happened.
func newHistoryCommand() *cobra.Command {
	var a asking
	var h control.History
	cmd := &cobra.Command{
		Use:   "history [NAME]",
		Short: "Say what happened, and why",
		Long: `Say what happened since the server started, oldest first: pools that moved, with the
probe or the words that led to it and how many sets changed, what operators said, and
when the server could not see; below them what is left to you, as DNS cannot do it.
It remembers the last 1024 events. A process that takes over by geosrv replace knows
those of before; a restart forgets them.

NAME is a pool, a group, the owner of a set, or a part of a cause. --json lists the
sets.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, names []string) error {
			h.Name = strings.Join(names, "")
			return askFor(cmd, &a, nil, control.HistoryVerb, h, showHistory)
		},
	}
	a.flags(cmd)
	cmd.Flags().StringVar(&h.Since, "since", "", "only what is younger, such as 2h")
	return cmd
}

func showHistory(w io.Writer, h *control.Events) {
	if len(h.Events) == 0 {
		fmt.Fprintln(w, "nothing happened")
	}
	for _, e := range h.Events {
		line := fmt.Sprintf("%s  %s: ", e.At.UTC().Format(time.RFC3339), strings.TrimSpace(e.Kind+" "+e.Who))
		if e.From != "" {
			line += e.From + " -> "
		}
		line += e.To
		line += causeOf(&e)
		if len(e.Groups) > 0 {
			sets := ""
			if len(e.Sets) > 0 {
				sets = ", " + count(len(e.Sets), "set")
			}
			line += fmt.Sprintf(" [%s%s: %s]", count(len(e.Groups), "group"), sets, some(e.Groups))
		}
		fmt.Fprintln(w, line)
		for _, a := range e.Advice {
			fmt.Fprintln(w, "                      to do: "+a)
		}
	}
}

// causeOf is what led to an event, behind it: of words, who said them, in parentheses. A
// server of before put these there itself.
func causeOf(e *control.Event) string {
	switch {
	case e.Cause == "":
		return ""
	case e.Kind != "word":
		return ", " + e.Cause
	case strings.HasPrefix(e.Cause, "("):
		return " " + e.Cause
	}
	return " (" + e.Cause + ")"
}
