package siege

import "github.com/spf13/cobra"

// word is the command's name, by which its processes start each other.
const word = "siege"

// NewCommand is `bench siege`, with a command below it for each siege.
func NewCommand() *cobra.Command {
	cmd := &cobra.Command{Use: word, Short: "Besiege the server, and measure what honest clients notice"}
	cmd.AddCommand(newTCPCommand(), newBesiegeCommand(), newFloodCommand(), newInsideCommand(), newNamesCommand(), newNamesInsideCommand())
	return cmd
}
