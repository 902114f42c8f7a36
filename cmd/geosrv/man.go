package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// newManCommand is `geosrv man`, for those who pack geosrv: it is hidden, because
// whoever has the program has geosrv help.
func newManCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "man DIR",
		Short:  "Write the man pages",
		Hidden: true,
		Long: `Write the man pages into DIR: geosrv(1), one page for each verb in section 1, and
one for each topic of geosrv help in section 7. They hold no date, so that the same
program writes the same pages.`,
		Args: wants(1, "the folder"),
		RunE: func(cmd *cobra.Command, dir []string) error {
			if err := os.MkdirAll(dir[0], 0o755); err != nil {
				return err
			}
			written := 0
			for _, p := range manPages(cmd.Root()) {
				if err := os.WriteFile(filepath.Join(dir[0], p.name), []byte(p.text), 0o644); err != nil {
					return err
				}
				written++
			}
			fmt.Fprintf(cmd.OutOrStdout(), "wrote %s to %s\n", count(written, "page"), dir[0])
			return nil
		},
	}
}

// manPage is a page of man, as troff reads it (man(7)).
type manPage struct{ name, text string }

// manPages are the pages of a command and of all below it.
func manPages(cmd *cobra.Command) (pages []manPage) {
	if cmd.Hidden || cmd.Name() == "help" || cmd.HasParent() && cmd.Parent().Name() == "completion" {
		return nil
	}
	pages = append(pages, newManPage(cmd))
	for _, sub := range cmd.Commands() {
		pages = append(pages, manPages(sub)...)
	}
	return pages
}

// newManPage writes a page. Texts stand as they are: they are written for 80
// columns, with tables.
func newManPage(cmd *cobra.Command) manPage {
	title, section := strings.ReplaceAll(cmd.CommandPath(), " ", "-"), sectionOf(cmd)
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %s %s \"\" \"geosrv\" \"geosrv manual\"\n", roff(strings.ToUpper(title)), section)
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", roff(title), roff(strings.ToLower(cmd.Short[:1])+cmd.Short[1:]))
	if cmd.Runnable() {
		fmt.Fprintf(&b, ".SH SYNOPSIS\n.nf\n%s\n.fi\n", roff(cmd.UseLine()))
	}
	literal(&b, "DESCRIPTION", cmd.Long)
	if !cmd.HasParent() {
		manVerbs(&b, cmd)
	}
	literal(&b, "EXAMPLE", cmd.Example)
	if cmd.Runnable() {
		manFlags(&b, cmd.NonInheritedFlags())
	}
	manSeeAlso(&b, cmd)
	return manPage{title + "." + section, b.String()}
}

// manVerbs lists the verbs, and the pages of the manual, as geosrv alone does.
func manVerbs(b *strings.Builder, root *cobra.Command) {
	list := func(title string, all []*cobra.Command) {
		fmt.Fprintf(b, ".SS %s\n", roff(title))
		for _, c := range all {
			fmt.Fprintf(b, ".TP 16\n\\fB%s\\fR\n%s\n", roff(c.Name()), roff(c.Short))
		}
	}
	fmt.Fprintf(b, ".SH SYNOPSIS\n%s COMMAND [ARGUMENT...]\n.SH COMMANDS\n", roff(root.Name()))
	for _, g := range shelved(root) {
		list(g.title, g.verbs)
	}
	list("The manual, by "+root.Name()+" help PAGE", pagesOf(root))
}

// sectionOf is 7 for what only has a text, and 1 for what does something, or has
// verbs that do.
func sectionOf(cmd *cobra.Command) string {
	if cmd.Runnable() || !cmd.HasParent() || cmd.HasAvailableSubCommands() {
		return "1"
	}
	return "7"
}

// literal writes a section whose lines are not filled.
func literal(b *strings.Builder, head, text string) {
	if text = strings.Trim(text, "\n"); text == "" {
		return
	}
	fmt.Fprintf(b, ".SH %s\n.nf\n%s\n.fi\n", head, roff(text))
}

// manFlags writes the flags of a verb.
func manFlags(b *strings.Builder, flags *pflag.FlagSet) {
	head := ".SH OPTIONS\n"
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name, usage := pflag.UnquoteUsage(f)
		words := "--" + f.Name
		if f.Shorthand != "" {
			words = "-" + f.Shorthand + ", " + words
		}
		fmt.Fprintf(b, "%s.TP\n%s\n%s\n", head, roff(strings.TrimSpace(words+" "+name)), roff(usage))
		head = ""
	})
}

// manSeeAlso names the page above, and those below.
func manSeeAlso(b *strings.Builder, cmd *cobra.Command) {
	var all []string
	name := func(c *cobra.Command) {
		if !c.Hidden && c.Name() != "help" {
			all = append(all, roff(strings.ReplaceAll(c.CommandPath(), " ", "-"))+"("+sectionOf(c)+")")
		}
	}
	if cmd.HasParent() {
		name(cmd.Parent())
	}
	if cmd.Name() != "completion" {
		for _, sub := range cmd.Commands() {
			name(sub)
		}
	}
	if len(all) > 0 {
		fmt.Fprintf(b, ".SH SEE ALSO\n%s\n", strings.Join(all, ",\n"))
	}
}

// roff writes a text so that troff prints it as it stands: a backslash, a hyphen
// that can be copied, and lines that begin like a request.
func roff(text string) string {
	lines := strings.Split(strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
