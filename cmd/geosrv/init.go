package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"geosrv/cmd/geosrv/draft"
	"geosrv/server/config"
)

// drafting is what the flags of `geosrv init` say. The zero value is ready; it
// belongs to one command.
type drafting struct {
	draft.Answers
	sites, pools, nameservers, networks, references []string
	force                                           bool
}

// newInitCommand is `geosrv init`: a configuration and a zone to begin with.
func newInitCommand() *cobra.Command {
	var d drafting
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a first configuration and its zone",
		Long: `Write a first configuration, geosrv.yaml, and its zone, DOMAIN.zone, with comments,
into DIR or here. What is not said by flags is asked for where a person sits at
the terminal. Files that are there are not touched without --force.

The configuration says mode: observe: everything is probed and kept in the
history, and the zone's own data is answered. Nothing moves until a person says
mode: steer.`,
		Example: `  geosrv init --domain example.com --profile lync --site ams=52.37,4.90 --site nyc=US \
    --pool ams=192.0.2.11,192.0.2.12 --pool nyc=198.51.100.11 --ns ns1=192.0.2.53`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, dir []string) error {
			if err := d.read(cmd); err != nil {
				return err
			}
			return d.write(cmd.OutOrStdout(), strings.Join(dir, ""))
		},
	}
	d.flags(cmd)
	return cmd
}

func (d *drafting) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&d.Domain, "domain", "", "the zone's domain, such as example.com")
	f.StringVar(&d.Profile, "profile", "", "what it is for: "+strings.Join(config.Profiles(), ", "))
	f.StringArrayVar(&d.sites, "site", nil, "a place: ams=52.37,4.90, or ams=NL (each site)")
	f.StringArrayVar(&d.pools, "pool", nil, "addresses of a pool's servers: ams=ADDR,ADDR, ams/web=ADDR for a role, edge2@ams=ADDR for a site of another name (each pool and role)")
	f.StringArrayVar(&d.nameservers, "ns", nil, "a nameserver of the zone, this one first: ns1=192.0.2.53, or a whole name elsewhere (default ns1=127.0.0.1)")
	f.StringArrayVar(&d.networks, "network", nil, "a network and its site: 10.20.0.0/16=ams")
	f.StringArrayVar(&d.references, "reference", nil, "the address of a nameserver at none of the sites, which proves that we can see")
	f.StringArrayVar(&d.Listen, "listen", []string{config.DefaultListen}, "where to listen: 192.0.2.53:53, or :53 for all addresses")
	f.StringVar(&d.Database, "database", "", "an .mmdb of places, seen from DIR")
	f.BoolVar(&d.force, "force", false, "write over files that are there")
	_ = cmd.RegisterFlagCompletionFunc("profile", cobra.FixedCompletions(config.Profiles(), cobra.ShellCompDirectiveNoFileComp)) // only fails if there is no such flag
}

// read joins what flags say with what a person answers, and tells everything
// that is wrong.
func (d *drafting) read(cmd *cobra.Command) error {
	now := time.Now().UTC()
	serial, _ := strconv.ParseUint(now.Format("20060102")+"01", 10, 32) // good until 4294
	d.Serial = uint32(serial)
	d.Domain = strings.ToLower(strings.TrimSuffix(d.Domain, "."))
	var all []error
	for _, each := range []struct {
		said []string
		add  func(string) error
	}{{d.sites, d.AddSite}, {d.pools, d.AddPool}, {d.nameservers, d.AddNameserver}, {d.networks, d.AddNetwork}, {d.references, d.AddReference}} {
		for _, text := range each.said {
			all = append(all, each.add(text))
		}
	}
	if err := errors.Join(all...); err != nil {
		return err
	}
	if onTerminal(cmd.InOrStdin()) {
		if err := d.Ask(cmd.InOrStdin(), cmd.OutOrStdout()); err != nil {
			return err
		}
	}
	if len(d.Nameservers) == 0 {
		_ = d.AddNameserver("ns1=127.0.0.1") // it can be read
	}
	return d.Problems()
}

// write writes the files, loads what it wrote, and says what comes next.
func (d *drafting) write(out io.Writer, dir string) error {
	files := d.Files()
	if dir != "" {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	var all []error
	for _, f := range files {
		if _, err := os.Lstat(filepath.Join(dir, f.Name)); err == nil && !d.force {
			all = append(all, fmt.Errorf("%s is there already (--force writes over it)", filepath.Join(dir, f.Name)))
		}
	}
	if err := errors.Join(all...); err != nil {
		return err
	}
	for _, f := range files {
		if err := d.put(filepath.Join(dir, f.Name), f.Text); err != nil {
			return err
		}
		fmt.Fprintln(out, "wrote", filepath.Join(dir, f.Name))
	}
	configuration := filepath.Join(dir, draft.ConfigFile)
	if _, err := loadFiles([]string{configuration}); err != nil {
		return fmt.Errorf("they do not load yet: mend them, or say it anew with --force\n%w", err)
	}
	if n := d.Nameservers[0]; n.Addr.IsLoopback() {
		fmt.Fprintf(out, "%s has the address %s: write its public one into the zone before the world asks\n", n.Host, n.Addr)
	}
	fmt.Fprintf(out, "next:\n  geosrv check %[1]s\n  geosrv check --probe %[1]s\n  geosrv serve %[1]s\n", configuration)
	return nil
}

// put writes one file. Without --force it makes a new one: somebody may have
// made it meanwhile. With it, a half-written file never stands in its place.
func (d *drafting) put(path, text string) error {
	if !d.force {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		_, err = f.WriteString(text)
		return errors.Join(err, f.Close())
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".geosrv-init-*") // a name that nobody can have laid a link at
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
