package main

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"geosrv/server/control"
)

// offer is what may stand at a place of a command line: words, each with a tab and
// what it is if that helps.
type offer func(*control.Status) []string

// complete teaches a shell what the verbs can be told: what the running server
// knows, asked over its socket, and files where files are meant. Without a server
// nothing is offered.
func complete(root *cobra.Command) {
	live := map[string][]offer{
		"drain": {selectors}, "maintenance": {selectors}, "undrain": {selectors},
		"force": {upOrDown, selectors}, "drill": {poolNames},
		"move": {choosing, poolNames}, "pin": {choosing, poolNames}, "unpin": {choosing}, "return": {choosing},
		"disable": {groupNames}, "enable": {groupNames}, "undo": {said},
		"history": {anyName}, "explain": {owners, types},
	}
	configured := []string{"check", "serve", "reload"}
	root.InitDefaultHelpCmd() // else it comes with the first call
	for _, cmd := range root.Commands() {
		if offers := live[cmd.Name()]; offers != nil {
			cmd.ValidArgsFunction = offered(offers)
		}
		if cmd.Name() == "help" {
			cmd.ValidArgsFunction = pages
		}
		if slices.Contains(configured, cmd.Name()) {
			cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
				return []string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
			}
		}
	}
}

// pages are the verbs and topics below what is said of a command line so far.
// cobra's own help offers verbs only.
func pages(cmd *cobra.Command, args []string, begun string) (all []string, _ cobra.ShellCompDirective) {
	at, _, err := cmd.Root().Find(args)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	for _, sub := range at.Commands() {
		if !sub.Hidden && strings.HasPrefix(sub.Name(), begun) {
			all = append(all, sub.Name()+"\t"+sub.Short)
		}
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}

// offered asks the server for what may stand at the next place.
func offered(offers []offer) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= len(offers) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var a asking
		if f := cmd.Flag("socket"); f != nil {
			a.socket = f.Value.String()
		}
		path, err := a.path(nil)
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		// Nobody waits for a shell: cobra gives this no context of its own.
		ctx, end := context.WithTimeout(context.Background(), time.Second)
		defer end()
		status, err := askAt[control.Status](ctx, path, control.StatusVerb, nil)
		if err != nil || status == nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var all []string
		for _, word := range offers[len(args)](status) {
			if strings.HasPrefix(word, begun) && !slices.Contains(all, word) {
				all = append(all, word)
			}
		}
		return all, cobra.ShellCompDirectiveNoFileComp
	}
}

func selectors(s *control.Status) (all []string) {
	for _, p := range s.Pools {
		all = append(all, "pool:"+p.Name+"\t"+p.Standing)
	}
	for _, p := range s.Pools {
		all = append(all, "site:"+p.Site)
	}
	return all
}

func poolNames(s *control.Status) (all []string) {
	for _, p := range s.Pools {
		all = append(all, p.Name+"\t"+p.Standing)
	}
	return all
}

// choosing are the groups that choose one pool: those that can be moved.
func choosing(s *control.Status) (all []string) {
	for _, g := range s.Groups {
		if g.Policy == "one" {
			all = append(all, g.Name)
		}
	}
	return all
}

func groupNames(s *control.Status) (all []string) {
	for _, g := range s.Groups {
		if g.Policy != "members" {
			all = append(all, g.Name)
		}
	}
	return all
}

func upOrDown(*control.Status) []string { return []string{"up", "down", "auto"} }

// said are the IDs of what operators said.
func said(s *control.Status) (all []string) {
	for _, o := range s.Overrides {
		if o.ID > 0 {
			all = append(all, strconv.Itoa(o.ID)+"\t"+o.Words)
		}
	}
	return all
}

func anyName(s *control.Status) []string { return slices.Concat(poolNames(s), groupNames(s)) }

// owners are the names of all steered sets.
func owners(s *control.Status) (all []string) {
	for _, g := range s.Groups {
		for _, set := range g.Sets {
			owner, _, _ := strings.Cut(set, " ")
			all = append(all, owner)
		}
	}
	return all
}

func types(*control.Status) []string { return []string{"SRV", "A", "AAAA"} }
