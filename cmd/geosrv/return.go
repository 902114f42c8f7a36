package main

import "github.com/spf13/cobra"

// newReturnCommand is `geosrv return`.
func newReturnCommand() *cobra.Command {
	var o ordering
	cmd := &cobra.Command{
		Use:   "return GROUP|--all",
		Short: "Let a group go back to the pools that are well again",
		Long: `Let a group go back to the pools that are well again: a move is taken back, and
pools that fell silent or were drained are chosen again. With --all every group
that is away.`,
		RunE: func(cmd *cobra.Command, words []string) error {
			if !o.All {
				if err := wants(1, "the group, or --all,")(cmd, words); err != nil {
					return err
				}
			}
			return o.order(cmd, "return", words)
		},
	}
	o.orderFlags(cmd)
	cmd.Flags().BoolVar(&o.All, "all", false, "every group that is away")
	return cmd
}
