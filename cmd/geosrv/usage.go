package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// shelf is a heading of the list of verbs, and what stands below it.
type shelf struct {
	title string
	verbs []string
}

// shelves are the verbs in the groups, and the order, in which a person looks for
// them. What is in none stands behind them.
func shelves() []shelf {
	return []shelf{
		{"Begin", []string{"demo", "init", "check", "serve"}},
		{"See", []string{"status", "explain", "history", "overrides", "simulate"}},
		{"Lead people", []string{"drain", "undrain", "maintenance", "move", "return", "pin", "unpin", "drill", "undo"}},
		{"In trouble", []string{"freeze", "thaw", "force", "disable", "enable"}},
	}
}

// showUsage prints how a command is called: its lines, examples, verbs and flags,
// and what there is to read below it.
func showUsage(cmd *cobra.Command) error {
	w := cmd.OutOrStderr()
	if cmd.Runnable() || cmd.HasAvailableSubCommands() {
		fmt.Fprintln(w, "Usage:")
	}
	if cmd.Runnable() && !cmd.HasAvailableSubCommands() {
		fmt.Fprintf(w, "  %s\n", cmd.UseLine())
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(w, "  %s COMMAND\n", cmd.CommandPath())
	}
	if cmd.HasExample() {
		fmt.Fprintf(w, "\nExamples:\n%s\n", cmd.Example)
	}
	showVerbs(w, cmd)
	if cmd.HasAvailableLocalFlags() {
		fmt.Fprintf(w, "\nFlags:\n%s", cmd.LocalFlags().FlagUsages())
	}
	showPages(w, cmd)
	return nil
}

// showVerbs lists the commands below one, on their shelves if it is the program.
func showVerbs(w io.Writer, cmd *cobra.Command) {
	left := slices.DeleteFunc(slices.Clone(cmd.Commands()), func(c *cobra.Command) bool { return !c.IsAvailableCommand() && c.Name() != "help" })
	title := "Commands"
	if !cmd.HasParent() {
		for _, s := range shelves() {
			fmt.Fprintf(w, "\n%s:\n", s.title)
			for _, verb := range s.verbs {
				if i := slices.IndexFunc(left, func(c *cobra.Command) bool { return c.Name() == verb }); i >= 0 {
					fmt.Fprintf(w, "  %-11s  %s\n", verb, left[i].Short)
					left = slices.Delete(left, i, i+1)
				}
			}
		}
		title = "Besides"
	}
	if len(left) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s:\n", title)
	for _, c := range left {
		fmt.Fprintf(w, "  %-11s  %s\n", c.Name(), c.Short)
	}
}

// showPages lists the pages of the manual below a command, in the order in which
// a newcomer reads them.
func showPages(w io.Writer, cmd *cobra.Command) {
	var pages []*cobra.Command
	longest := 0
	for _, c := range cmd.Commands() {
		if c.IsAdditionalHelpTopicCommand() {
			pages = append(pages, c)
			longest = max(longest, len(c.Name()))
		}
	}
	if len(pages) == 0 {
		return
	}
	turn := func(c *cobra.Command) int {
		if i := slices.IndexFunc(topics(), func(t topic) bool { return t.name == c.Name() }); i >= 0 {
			return i
		}
		return len(topics())
	}
	slices.SortStableFunc(pages, func(a, b *cobra.Command) int { return turn(a) - turn(b) })
	about := strings.TrimPrefix(cmd.CommandPath()+" ", cmd.Root().Name()+" ")
	fmt.Fprintf(w, "\nTo read, by %s help %s...:\n", cmd.Root().Name(), about)
	for _, c := range pages {
		fmt.Fprintf(w, "  %-*s  %s\n", longest, c.Name(), c.Short)
	}
}
