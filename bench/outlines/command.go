package outlines

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"
)

// NewCommand returns the command that prints geo/atlas/world.txt.
func NewCommand() *cobra.Command {
	return &cobra.Command{
		Use: "outlines TOPOLOGY CODES", Short: "Print geo/atlas/world.txt from countries-110m.json and iso_3166-1.json",
		Long: "TOPOLOGY is countries-110m.json of npm's world-atlas, CODES is iso_3166-1.json of Debian's iso-codes.",
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			var t topology
			if err := read(args[0], &t); err != nil {
				return err
			}
			codes, err := readCodes(args[1])
			if err != nil {
				return err
			}
			out := bufio.NewWriter(cmd.OutOrStdout())
			for _, line := range outlines(&t, codes) {
				fmt.Fprintln(out, line)
			}
			return out.Flush()
		},
	}
}

func read(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// readCodes are the two letters of each numeric code.
func readCodes(file string) (map[string]string, error) {
	var list struct {
		Countries []struct {
			Alpha   string `json:"alpha_2"`
			Numeric string `json:"numeric"`
		} `json:"3166-1"`
	}
	if err := read(file, &list); err != nil {
		return nil, err
	}
	codes := map[string]string{}
	for _, c := range list.Countries {
		codes[c.Numeric] = c.Alpha
	}
	return codes, nil
}

// outlines are the lines of the file, sorted by code.
func outlines(t *topology, codes map[string]string) (lines []string) {
	paths, names := map[string]string{}, map[string]string{}
	for _, g := range t.Objects.Countries.Geometries {
		code, name := codes[g.ID], full(g.Properties.Name)
		switch name {
		case "Kosovo":
			code = "XK"
		case "N. Cyprus":
			code, name = "CY", "Cyprus"
		case "Somaliland":
			code, name = "SO", "Somalia"
		}
		if path := t.path(g); path != "" && code != "" && code != "AQ" {
			paths[code] += path
			names[code] = name
		}
	}
	for code, path := range paths {
		lines = append(lines, code+"\t"+names[code]+"\t"+path)
	}
	slices.Sort(lines)
	return lines
}

// full writes the names out that Natural Earth shortens for small maps.
func full(name string) string {
	for _, n := range [][2]string{
		{"W. Sahara", "Western Sahara"},
		{"Dem. Rep. Congo", "DR Congo"},
		{"Dominican Rep.", "Dominican Republic"},
		{"Falkland Is.", "Falkland Islands"},
		{"Fr. S. Antarctic Lands", "French Southern Territories"},
		{"Central African Rep.", "Central African Republic"},
		{"Eq. Guinea", "Equatorial Guinea"},
		{"eSwatini", "Eswatini"},
		{"Solomon Is.", "Solomon Islands"},
		{"Bosnia and Herz.", "Bosnia and Herzegovina"},
		{"Macedonia", "North Macedonia"},
		{"S. Sudan", "South Sudan"},
		{"United States of America", "United States"},
	} {
		if name == n[0] {
			return n[1]
		}
	}
	return name
}
