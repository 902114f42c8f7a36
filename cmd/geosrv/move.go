package main

import "github.com/spf13/cobra"

// newMoveCommand is `geosrv move`.
func newMoveCommand() *cobra.Command {
	var o ordering
	cmd := &cobra.Command{
		Use:   "move GROUP POOL",
		Short: "Move a group to a pool",
		Long: `Move a group to a pool.

It waits until the pool passes the checks of the group; Ctrl-C leaves all as it was.
With --force it is said at once, and the group moves as soon as the pool is up: only
pin --hard leads to a pool that is not. The group stays there while that pool lives.
What DNS cannot move is printed: the routes of outbound federation and XMPP.`,
		Args: wants(2, "the group or the pool"),
		RunE: func(cmd *cobra.Command, words []string) error { return o.order(cmd, "move", words) },
	}
	o.orderFlags(cmd)
	o.endFlags(cmd)
	return cmd
}
