package main

import (
	"embed"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"geosrv/server/config"
)

//go:embed help
var manual embed.FS

// topic is a page of the manual: what one calls it, and what it is about.
type topic struct{ name, short string }

// topics are the pages of the manual, in the order in which a newcomer reads
// them: help/NAME.txt, or the table of presets.
func topics() []topic {
	return []topic{
		{"start", "From nothing to a name that follows its pools"},
		{"operations", "Drain, move, drill, freeze, restore: in the order of 3 a.m."},
		{"lync", "Lync and Skype for Business: recipes"},
		{"migration", "From gdnsd, and from zones that people edit"},
		{"policies", "The policies, their keys and their defaults"},
		{"presets", "What a profile knows about well-known names"},
		{"configuration", "Every key, what it takes, and its default"},
		{"checks", "How addresses are probed, by commands and files of others too"},
		{"files", "The files that are read, and the operators' words"},
		{"install", "Port 53, systemd, the sandbox, containers, packages"},
		{"metrics", "What /metrics, /health and /ready tell"},
		{"packets", "What is answered to which packet: EDNS, cookies, rate limit, TCP"},
		{"security", "What it trusts, what it guards, what is left to you"},
	}
}

// page is the text of a topic.
func page(name string) string {
	if name == "presets" {
		return config.Presets()
	}
	text, err := manual.ReadFile("help/" + name + ".txt")
	if err != nil {
		return fmt.Sprintf("the page %s is missing from this build\n", name)
	}
	return strings.TrimSuffix(string(text), "\n")
}

// newHelpTopics returns the pages of the manual: commands that only have a
// text, which cobra lists as additional help topics.
func newHelpTopics() (pages []*cobra.Command) {
	for _, t := range topics() {
		pages = append(pages, &cobra.Command{Use: t.name, Short: t.short, Long: page(t.name)})
	}
	return pages
}
