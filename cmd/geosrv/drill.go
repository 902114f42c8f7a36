package main

import "github.com/spf13/cobra"

// newDrillCommand is `geosrv drill`.
func newDrillCommand() *cobra.Command {
	var o ordering
	cmd := &cobra.Command{
		Use:   "drill POOL --for TIME",
		Short: "Play that a pool is silent",
		Long: `Play that a pool is silent.

Everybody is led as if the pool had died. It ends after --for, or at once when
anything else really falls silent, or by --end; every move that it caused is taken
back then.`,
		Args: wants(1, "the pool"),
		RunE: func(cmd *cobra.Command, words []string) error { return o.order(cmd, "drill", words) },
	}
	o.orderFlags(cmd)
	o.endFlags(cmd)
	cmd.Flags().BoolVar(&o.End, "end", false, "end it now")
	return cmd
}
