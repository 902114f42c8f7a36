package main

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"geosrv/cmd/geosrv/simulate"
	"geosrv/geo"
	"geosrv/server/answer"
	"geosrv/server/picture"
)

// compare says which places another configuration or database leads elsewhere.
func (s *simulating) compare(cmd *cobra.Command, files []string) error {
	switch {
	case s.pairs || s.weights != "" || s.svg != "" || s.set != "" || len(s.down) > 0:
		return errors.New("--diff and --database compare with everything up, by addresses: leave the other flags out")
	case s.diff && len(files) != 2:
		return errors.New("--diff compares two configurations (geosrv simulate --diff OLD NEW)")
	case !s.diff && len(files) != 1:
		return errors.New("--database wants one configuration, or --diff OLD NEW")
	}
	before, err := question(files[0], "")
	if err != nil {
		return err
	}
	after, err := question(files[len(files)-1], s.base)
	if err != nil {
		return err
	}
	d := simulate.Diff(before, after)
	if s.asJSON {
		e := json.NewEncoder(cmd.OutOrStdout())
		e.SetIndent("", "  ")
		return e.Encode(d)
	}
	return d.Print(cmd.OutOrStdout())
}

// question is a configuration with everything up; database, if it is named, takes
// the place of its own.
func question(file, database string) (q simulate.Question, err error) {
	loaded, err := loadFiles([]string{file})
	if err != nil {
		return q, err
	}
	q = simulate.Question{World: loaded.World, Database: loaded.Database, Cases: []simulate.Case{{Inputs: picture.Supposed(loaded.World, loaded.Ledger, time.Now()).Inputs}}}
	if database == "" {
		return q, nil
	}
	if q.Database, err = geo.Open(database); err != nil {
		return q, err
	}
	q.World, err = answer.NewWorld(loaded.World.Roster, q.Database, nil, answer.Hands(false))
	return q, err
}
