package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"geosrv/server/config"
	"geosrv/server/lint"
)

// newLintTopic is `geosrv help lint`: what check warns of, and a page for each
// code.
func newLintTopic() *cobra.Command {
	topic := &cobra.Command{
		Use: "lint", Short: "What check warns of, code by code, and how to silence it",
		Long: `A warning of geosrv check hinders nothing and is most likely a slip. It carries
the place in a file, what is wrong, what to do about it, and a code:

  example.com.zone:9:1: _sip.tls.example.com. is no service that anybody asks
  for (did you mean "_sip._tls"?) [service-typo]

geosrv help lint CODE tells more. What is meant as it is can be silenced in the
configuration, for all names or for some; a code that does not exist is an
error there:

    lint:
      off: [steered-ttl]
      names: {sip.example.com: [shared-name], "*.lab.example.com": [srv-ttl]}`,
	}
	for _, r := range lint.Rules() {
		topic.AddCommand(&cobra.Command{Use: r.Code, Short: r.Title, Long: r.Code + ": " + r.Title + "\n\n" + r.Text})
	}
	return topic
}

// refuseUnknownCodes lets the help command of root refuse a code that does not
// exist: it would print the page above it.
func refuseUnknownCodes(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	help, _, err := root.Find([]string{"help"})
	if err != nil {
		return
	}
	help.Args = func(_ *cobra.Command, args []string) error {
		if len(args) != 2 || args[0] != "lint" || slices.Contains(config.Codes(), args[1]) {
			return nil
		}
		hint := cmp.Or(config.Hint(args[1], config.Codes()), "geosrv help lint lists them")
		return fmt.Errorf("help lint: unknown code %q (%s)", args[1], hint)
	}
}
