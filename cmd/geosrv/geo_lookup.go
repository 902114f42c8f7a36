package main

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"geosrv/geo"
)

// newGeoLookupCommand is `geosrv geo lookup`: what an address is.
func newGeoLookupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "lookup FILE|CONFIG ADDRESS...",
		Short: "Say where addresses are",
		Long: `Say where addresses are: by an .mmdb database, its place and network; by a
configuration, also the class, the scope, and each site list in the order in
which an asker at that address is sent through it, with distances.`,
		Args: wants(2, "an address"),
		RunE: func(cmd *cobra.Command, args []string) error {
			addrs, err := parseAddresses(args[1:])
			if err != nil {
				return err
			}
			if strings.HasSuffix(args[0], ".mmdb") {
				db, err := geo.Open(args[0])
				if err != nil {
					return err
				}
				return lookUp(cmd.OutOrStdout(), db, addrs)
			}
			loaded, err := patiently(cmd.ErrOrStderr(), args[:1])
			if err != nil {
				return err
			}
			return newVantage(loaded).lookUp(cmd.OutOrStdout(), addrs)
		},
	}
}

func parseAddresses(words []string) (addrs []netip.Addr, err error) {
	var errs []error
	for _, word := range words {
		a, err := netip.ParseAddr(word)
		if err != nil || a.Zone() != "" {
			errs = append(errs, fmt.Errorf("%q is no address (such as 192.0.2.7 or 2001:db8::7)", word))
			continue
		}
		addrs = append(addrs, a.Unmap())
	}
	return addrs, errors.Join(errs...)
}

// lookUp writes a line for each address: what a database says.
func lookUp(w io.Writer, db *geo.Database, addrs []netip.Addr) error {
	for _, a := range addrs {
		where := "nothing is known"
		if p, network, ok := db.Lookup(a); ok {
			where = placeWords(p) + ", network " + network.String()
		}
		if _, err := fmt.Fprintf(w, "%s: %s\n", a, where); err != nil {
			return err
		}
	}
	return nil
}

// placeWords is "NL 52.37, 4.90", as far as it is known.
func placeWords(p geo.Place) string {
	words := slices.DeleteFunc([]string{p.Country, point(p)}, func(s string) bool { return s == "" })
	if len(words) == 0 {
		return "no place"
	}
	return strings.Join(words, " ")
}

func point(p geo.Place) string {
	if !p.Located {
		return ""
	}
	return fmt.Sprintf("%.2f, %.2f", p.Lat, p.Lon)
}
