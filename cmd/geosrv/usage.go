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
		{"Begin", []string{"demo", "init", "check"}},
		{"Run", []string{"serve", "reload", "replace"}},
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

// group is a heading of the list of verbs, with the commands below it.
type group struct {
	title string
	verbs []*cobra.Command
}

// shelved are the commands below one: on their shelves if it is the program. What
// is on none stands last.
func shelved(cmd *cobra.Command) (all []group) {
	left := slices.DeleteFunc(slices.Clone(cmd.Commands()), func(c *cobra.Command) bool { return !c.IsAvailableCommand() && c.Name() != "help" })
	title := "Commands"
	if !cmd.HasParent() {
		title = "Besides"
		for _, s := range shelves() {
			g := group{title: s.title}
			for _, verb := range s.verbs {
				if i := slices.IndexFunc(left, func(c *cobra.Command) bool { return c.Name() == verb }); i >= 0 {
					g.verbs = append(g.verbs, left[i])
					left = slices.Delete(left, i, i+1)
				}
			}
			all = append(all, g)
		}
	}
	if len(left) > 0 {
		all = append(all, group{title, left})
	}
	return all
}

// showVerbs lists the commands below one.
func showVerbs(w io.Writer, cmd *cobra.Command) {
	for _, g := range shelved(cmd) {
		fmt.Fprintf(w, "\n%s:\n", g.title)
		for _, c := range g.verbs {
			fmt.Fprintf(w, "  %-11s  %s\n", c.Name(), c.Short)
		}
	}
}

// pagesOf are the pages of the manual below a command, in the order in which a
// newcomer reads them.
func pagesOf(cmd *cobra.Command) (pages []*cobra.Command) {
	for _, c := range cmd.Commands() {
		if c.IsAdditionalHelpTopicCommand() {
			pages = append(pages, c)
		}
	}
	turn := func(c *cobra.Command) int {
		if i := slices.IndexFunc(topics(), func(t topic) bool { return t.name == c.Name() }); i >= 0 {
			return i
		}
		return len(topics())
	}
	slices.SortStableFunc(pages, func(a, b *cobra.Command) int { return turn(a) - turn(b) })
	return pages
}

// showPages lists the pages below a command.
func showPages(w io.Writer, cmd *cobra.Command) {
	pages := pagesOf(cmd)
	if len(pages) == 0 {
		return
	}
	longest := 0
	for _, c := range pages {
		longest = max(longest, len(c.Name()))
	}
	about := strings.TrimPrefix(cmd.CommandPath()+" ", cmd.Root().Name()+" ")
	fmt.Fprintf(w, "\nTo read, by %s help %s...:\n", cmd.Root().Name(), about)
	for _, c := range pages {
		fmt.Fprintf(w, "  %-*s  %s\n", longest, c.Name(), c.Short)
	}
}
