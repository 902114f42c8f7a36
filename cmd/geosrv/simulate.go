package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"geosrv/cmd/geosrv/simulate"
	"geosrv/server/load"
	"geosrv/server/picture"
)

// simulating is what the flags of `geosrv simulate` say.
type simulating struct {
	down    []string
	pairs   bool
	asJSON  bool
	weights string
	svg     string
	set     string
	diff    bool
	base    string // another database for the new configuration
}

// newSimulateCommand is `geosrv simulate`: who is led where when something fails.
func newSimulateCommand() *cobra.Command {
	var s simulating
	cmd := &cobra.Command{
		Use: "simulate CONFIG...",
		Example: `  geosrv simulate geosrv.yaml --down ams --svg ams.svg
  geosrv simulate geosrv.yaml --pairs --weights people.txt
  geosrv simulate --diff geosrv.yaml new.yaml
  geosrv simulate geosrv.yaml --database new.mmdb`,
		Short: "Say who would be led where, and what changes when something fails",
		Long: `Say who would be led where: for each decision the share of the address space that
each pool gets, with everything up and with each site down, who moves where, and how
soon clients reach a live pool.

Nothing is probed and nothing runs: everything is up but for what the overrides file
says and what is taken for down. Several --down fall together. The answers come from
the code that answers queries.

Shares are of the addresses whose place is known. Addresses are not people: --weights
FILE has lines such as "NL 1200" or "192.0.2.0/24 35", and adds a share of those.

With --diff it compares two configurations, and with --database a configuration with
itself on another database: which places are led elsewhere, everything being up.

How soon: a client asks at a random moment, and its resolver holds an answer of any
age up to its TTL, or up to the least time that such resolvers are known to keep
one. The pool falls silent without a word, between two probes. A client that
remembers the host name of its pool is only helped where another answers for it
(substitute). Who reads a whole ladder tries the next pool by itself, sooner.`,
		Args: wants(1, "the configuration file"),
		RunE: func(cmd *cobra.Command, files []string) error { return s.run(cmd, files) },
	}
	cmd.Flags().StringArrayVar(&s.down, "down", nil, "take this for silent: site:NAME, pool:NAME, server:NAME, or a word that can mean one thing only")
	cmd.Flags().BoolVar(&s.pairs, "pairs", false, "each pair of sites down, too")
	cmd.Flags().StringVar(&s.weights, "weights", "", "a file of how many ask from which country or network")
	cmd.Flags().StringVar(&s.svg, "svg", "", "draw maps into this file, too")
	cmd.Flags().StringVar(&s.set, "set", "", "the group or name that is drawn (default: the first that moves)")
	cmd.Flags().BoolVar(&s.diff, "diff", false, "say which places two configurations lead elsewhere: simulate --diff OLD NEW")
	cmd.Flags().StringVar(&s.base, "database", "", "with --diff, or with one configuration: what this .mmdb file would change")
	cmd.Flags().BoolVar(&s.asJSON, "json", false, "print the findings as JSON")
	return cmd
}

func (s *simulating) run(cmd *cobra.Command, files []string) error {
	if s.diff || s.base != "" {
		return s.compare(cmd, files)
	}
	loaded, err := loadFiles(files)
	if err != nil {
		return err
	}
	q := simulate.Question{World: loaded.World, Database: loaded.Database}
	if q.Cases, err = s.cases(loaded); err != nil {
		return err
	}
	if s.weights != "" {
		text, err := os.ReadFile(s.weights)
		if err != nil {
			return err
		}
		if q.Weights, err = simulate.ReadWeights(s.weights, string(text)); err != nil {
			return err
		}
	}
	report := simulate.Run(q)
	if s.svg != "" {
		if err := s.draw(report); err != nil {
			return err
		}
	}
	if s.asJSON {
		e := json.NewEncoder(cmd.OutOrStdout())
		e.SetIndent("", "  ")
		return e.Encode(report)
	}
	return report.Print(cmd.OutOrStdout())
}

// draw writes the maps.
func (s *simulating) draw(report *simulate.Report) error {
	var b bytes.Buffer
	if err := report.SVG(&b, s.set); err != nil {
		return err
	}
	return os.WriteFile(s.svg, b.Bytes(), 0o644)
}

// cases are everything up, and what is to be taken down.
func (s *simulating) cases(loaded *load.Loaded) (out []simulate.Case, err error) {
	now := time.Now()
	for _, down := range s.failures(loaded) {
		pic := picture.Supposed(loaded.World, loaded.Ledger, now)
		c := simulate.Case{Inputs: pic.Inputs}
		for _, word := range down {
			selector, err := pic.Suppose(word)
			if err != nil {
				return nil, fmt.Errorf("--down: %w", err)
			}
			c.Down = append(c.Down, selector)
		}
		out = append(out, c)
	}
	return out, nil
}

// failures are what is down together: nothing first, then what was said, or each
// site that has pools, and each pair.
func (s *simulating) failures(loaded *load.Loaded) [][]string {
	out := [][]string{nil}
	if len(s.down) > 0 {
		out = append(out, s.down)
	}
	var sites []string
	for _, site := range loaded.Config.Sites {
		for _, p := range loaded.Config.Pools {
			if p.Site.Name == site.Name {
				sites = append(sites, "site:"+site.Name)
				break
			}
		}
	}
	if len(s.down) == 0 {
		for _, site := range sites {
			out = append(out, []string{site})
		}
	}
	for i := 0; s.pairs && i < len(sites); i++ {
		for _, other := range sites[i+1:] {
			out = append(out, []string{sites[i], other})
		}
	}
	return out
}
