package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"geosrv/server/control"
)

// newReplaceCommand is `geosrv replace`: a new process takes over from a running one.
func newReplaceCommand() *cobra.Command {
	var a asking
	cmd := &cobra.Command{
		Use:   "replace [CONFIG...]",
		Short: "Have a new process take over from a running server, without a query lost",
		Long: `Have a new process take over from a running server, without a query lost.

The server starts its own program anew, with the same arguments: after an upgrade
that is the new version. It reads the files, takes over the open sockets, what
probes found out with its counters, what operators said, the choices that stick,
what was counted, and the history, and answers. Until it does, the old process answers; then
that one answers what it has begun, and ends.

Where the new process cannot start (a file with an error, say), or is not ready
within a minute, it is ended, and the old one goes on as if nothing had been.

What needs a new start and can be had so: a new version, other arguments of the
Go runtime, folders that the sandbox did not reach. systemd is told of the new
process. Other programs that watch over a process take it for dead: use theirs.

The server is found by --socket, or by control: in the CONFIG that it serves, or
by $GEOSRV_CONTROL, or at the default path.

It ends with 0 if the new process is the server, else with 1 and why it is not.`,
		RunE: func(cmd *cobra.Command, files []string) error {
			return askFor(cmd, &a, files, control.ReplaceVerb, control.Replace{}, showReplaced)
		},
	}
	a.flags(cmd)
	return cmd
}

// showReplaced prints who the server was and is.
func showReplaced(w io.Writer, r *control.Replaced) {
	fmt.Fprintf(w, "process %d (%s) has taken over from %d (%s), after %.1f s\n",
		r.Now.PID, r.Now.Version, r.Before.PID, r.Before.Version, r.Seconds)
}
