package main

import (
	_ "embed"

	"github.com/spf13/cobra"

	"geosrv/server/config"
)

//go:embed help/policies.txt
var helpPolicies string

//go:embed help/files.txt
var helpFiles string

//go:embed help/checks.txt
var helpChecks string

//go:embed help/packets.txt
var helpPackets string

// newHelpTopics returns the pages of the manual: commands that only have a
// text, which cobra lists as additional help topics.
func newHelpTopics() []*cobra.Command {
	return []*cobra.Command{
		{Use: "presets", Short: "What a profile knows about well-known names", Long: config.Presets()},
		{Use: "policies", Short: "The policies, their keys and their defaults", Long: helpPolicies},
		{Use: "checks", Short: "How addresses are probed, by commands and files of others too", Long: helpChecks},
		{Use: "files", Short: "The files that are read, and the operators' words", Long: helpFiles},
		{Use: "packets", Short: "What is answered to which packet: EDNS, cookies, rate limit, TCP", Long: helpPackets},
	}
}
