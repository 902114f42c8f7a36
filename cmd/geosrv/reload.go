package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"geosrv/server/control"
)

// newReloadCommand is `geosrv reload`: a running server reads its files now.
func newReloadCommand() *cobra.Command {
	var a asking
	var how control.Reload
	cmd := &cobra.Command{
		Use:   "reload [CONFIG...]",
		Short: "Have a running server read its files at once, and say what changed",
		Long: `Have a running server read its files at once, and say what changed.

A server follows its files by itself within two seconds. This does not wait for
that, and takes a zone out at once whose file was taken out of its folder. It
returns when queries are answered from what was loaded.

What reads well and looks like a mistake is held back, and --force takes it: a
zone of 50 names or more that lost 30 % of them, a zone that lost a steered set,
a folder that lost a tenth of its files, a configuration that lost 30 % of its
zones, pools or steered sets, a geo database that is older or moves more than a
tenth of the world.

The server is found by --socket, or by control: in the CONFIG that it serves, or
by $GEOSRV_CONTROL, or at the default path.

It ends with 0 if everything was loaded, else with 1 and every error on a line
of its own, as file:line:col: problem (hint). A file with an error changes
nothing: its last good content stays.`,
		RunE: func(cmd *cobra.Command, files []string) error {
			return askFor(cmd, &a, files, control.ReloadVerb, how, showReloaded)
		},
	}
	cmd.Flags().BoolVar(&how.Force, "force", false, "take what looks like a mistake too")
	a.flags(cmd)
	return cmd
}

// showReloaded prints a line for each thing that changed.
func showReloaded(w io.Writer, r *control.Reloaded) {
	for _, z := range r.Zones {
		switch {
		case z.Change == "new":
			fmt.Fprintf(w, "%s: new, serial %d, %s\n", z.Name, z.Serial, count(z.Names, "name"))
		case z.Change == "gone":
			fmt.Fprintf(w, "%s: gone, serial %d before\n", z.Name, z.Before)
		case z.Serial == z.Before:
			fmt.Fprintf(w, "%s: serial %d as before, %s\n", z.Name, z.Serial, count(z.Names, "name"))
		default:
			fmt.Fprintf(w, "%s: serial %d -> %d, %s\n", z.Name, z.Before, z.Serial, count(z.Names, "name"))
		}
	}
	if len(r.Others) > 0 {
		fmt.Fprintln(w, "changed:", strings.Join(r.Others, ", "))
	}
	if len(r.Zones)+len(r.Others) == 0 {
		fmt.Fprintln(w, "nothing changed: all is served as it was")
	}
}
