package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"geosrv/server/control"
	"geosrv/server/explain"
	"geosrv/server/picture"
)

// newExplainCommand is `geosrv explain`: an answer, and every rule that led to it.
func newExplainCommand() *cobra.Command {
	var a asking
	var e control.Explain
	var files []string
	cmd := &cobra.Command{
		Use:   "explain NAME TYPE",
		Short: "Say what a question is answered, and every rule that led to it",
		Long: `Say what a question is answered, as dig prints it, and every step that led there:
zone, name, policy, the place of the asker, how that ranks the pools, the one rule
that put each pool where it is, TTL, scope, and what would change the answer.

It asks the running server, which answers by what it serves now. With --config it
needs no server: everything is up then, but for what the overrides file says and
what --down names.

The rules: chosen, farther, pinned, stood down, drained, maintenance, silent,
rising, degraded, never, frozen, forced. They are the words of status, history and
the log.`,
		Args: wants(2, "the type of records (such as geosrv explain _sip._tls.example.com SRV)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 2 {
				return errors.New("one name and one type (such as geosrv explain sip.example.com A)")
			}
			e.Name, e.Type = args[0], args[1]
			if len(files) == 0 {
				return askFor(cmd, &a, nil, control.ExplainVerb, e, showExplanation)
			}
			if a.socket != "" {
				return errors.New("--config asks no server: leave out --socket")
			}
			loaded, err := patiently(cmd.ErrOrStderr(), files)
			if err != nil {
				return err
			}
			said, _, err := explain.Answer(picture.Supposed(loaded.World, loaded.Ledger, time.Now()), nil, e)
			return showAnswer(cmd, a.asJSON, said, err, showExplanation)
		},
	}
	a.flags(cmd)
	cmd.Flags().StringVar(&e.From, "from", "", "the address or network of the asker, as its resolver says it (dig +subnet)")
	cmd.Flags().StringArrayVar(&e.Down, "down", nil, "take this for silent: pool:NAME, server:NAME, site:NAME, or a word that can mean one thing only")
	cmd.Flags().StringArrayVar(&files, "config", nil, "explain by this configuration file, without a server")
	return cmd
}
