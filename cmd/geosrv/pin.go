package main

import "github.com/spf13/cobra"

// newPinCommand is `geosrv pin`.
func newPinCommand() *cobra.Command {
	var o ordering
	cmd := &cobra.Command{
		Use:   "pin GROUP POOL",
		Short: "Prefer a pool for a group",
		Long: `Prefer a pool for a group.

A pin is a preference: the group leaves the pool while it is silent, and comes back.
With --hard it holds even then, with an alarm, and wants --for, --until or
--forever.`,
		Args: wants(2, "the group or the pool"),
		RunE: func(cmd *cobra.Command, words []string) error { return o.order(cmd, "pin", words) },
	}
	o.orderFlags(cmd)
	o.endFlags(cmd)
	cmd.Flags().BoolVar(&o.Hard, "hard", false, "hold it even when the pool is silent")
	cmd.Flags().BoolVar(&o.Forever, "forever", false, "let --hard never end")
	return cmd
}
