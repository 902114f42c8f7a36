package main

import "github.com/spf13/cobra"

// newDrainCommand is `geosrv drain`.
func newDrainCommand() *cobra.Command {
	var o ordering
	var hard bool
	cmd := &cobra.Command{
		Use:   "drain SELECTOR",
		Short: "Lead people away from a site, pool, role, server or address",
		Long: `Lead people away from a site, pool, role, server or address.

SELECTOR is site:ams, pool:ams, role:ams/web, server:edge1-ams or addr:192.0.2.11;
a bare word is taken where it can mean one thing only. What is drained is not
answered while anything else answers, and beats what is silent. Its probes go on.

It says when it is safe to stop: the moment, plus the largest TTL of answers that
held it. As long as any name still answers it, it is not safe, and is said so.
The name of a drained pool goes on answering, for those who remember it. With --hard
it is as under geosrv maintenance: another pool answers for it, if one's certificate
covers the name.`,
		Args: wants(1, "what to drain"),
		RunE: func(cmd *cobra.Command, words []string) error {
			return o.order(cmd, word(hard, "maintenance", "drain"), words)
		},
	}
	o.orderFlags(cmd)
	o.endFlags(cmd)
	cmd.Flags().BoolVar(&hard, "hard", false, "hand the names over to another pool too: for power-off")
	cmd.Flags().BoolVar(&o.wait, "wait", false, "return when it is safe to stop")
	return cmd
}
