package main

import "github.com/spf13/cobra"

// newForceCommand is `geosrv force`.
func newForceCommand() *cobra.Command {
	var o ordering
	cmd := &cobra.Command{
		Use:   "force up|down|auto SELECTOR",
		Short: "Have something count as up or down, whatever its probes say",
		Long: `Have something count as up or down, whatever its probes say.

auto goes back to what the probes say. Down is as if it were silent, up as if it
were well: nobody looks any more.`,
		Args: wants(2, "up, down or auto, or what to force,"),
		RunE: func(cmd *cobra.Command, words []string) error { return o.order(cmd, "force", words) },
	}
	o.orderFlags(cmd)
	o.endFlags(cmd)
	return cmd
}
