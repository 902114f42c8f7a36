package main

import "github.com/spf13/cobra"

// newMoveCommand is `geosrv move`.
func newMoveCommand() *cobra.Command {
	var o ordering
	cmd := &cobra.Command{
		Use:   "move GROUP POOL",
		Short: "Move a group to a pool",
		Long: `Move a group to a pool.

It waits until the pool passes the checks of the group, unless --force is given;
Ctrl-C leaves all as it was. The group stays there while that pool lives. What DNS
cannot move is printed: the routes of outbound federation and XMPP.`,
		Args: wants(2, "the group or the pool"),
		RunE: func(cmd *cobra.Command, words []string) error { return o.order(cmd, "move", words) },
	}
	o.orderFlags(cmd)
	o.endFlags(cmd)
	return cmd
}
