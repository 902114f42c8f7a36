package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"geosrv/geo"
)

// newGeoBuildCommand is `geosrv geo build`: CSV in, .mmdb out.
func newGeoBuildCommand() *cobra.Command {
	out := ""
	cmd := &cobra.Command{
		Use:   "build [-o FILE] CSV...",
		Short: "Make an .mmdb database from CSV",
		Long: `Make an .mmdb database from CSV. A line is one of

  192.0.2.0/24,NL                   a network and its country
  192.0.2.0/24,NL,52.37,4.90        and its coordinates
  192.0.2.0,192.0.2.255,NL          a range
  16777216,16777471,AU              a range of IPv4 as integers (tor-geoipdb)

Where lines overlap the later one wins. Lines that start with # are skipped;
"-" is the standard input. The file is written beside its place and renamed, so
that a server that reads it never sees half of it.`,
		Example: "  geosrv geo build -o country.mmdb /usr/share/tor/geoip /usr/share/tor/geoip6",
		Args:    wants(1, "the CSV file"),
		RunE: func(cmd *cobra.Command, files []string) error {
			inputs, closeAll, err := openInputs(cmd.InOrStdin(), files)
			defer closeAll()
			if err != nil {
				return err
			}
			p := newProgress(cmd.ErrOrStderr(), "reading")
			if err := replaceFile(out, func(w io.Writer) error { return geo.Build(w, inputs, p.report) }); err != nil {
				p.clear()
				return err
			}
			p.clear()
			return describeDatabase(cmd.OutOrStdout(), out)
		},
	}
	cmd.Flags().StringVarP(&out, "output", "o", "geosrv.mmdb", "the database to write")
	return cmd
}

// openInputs opens all files or says everything that is wrong. The function
// that it returns closes those that were opened; it is never nil.
func openInputs(in io.Reader, files []string) (inputs []geo.NamedReader, closeAll func(), err error) {
	var opened []*os.File
	closeAll = func() {
		for _, f := range opened {
			f.Close()
		}
	}
	var errs []error
	for _, name := range files {
		if name == "-" {
			inputs = append(inputs, geo.NamedReader{Name: "standard input", R: in})
			continue
		}
		f, err := os.Open(name)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, bare(err)))
			continue
		}
		opened = append(opened, f)
		input := geo.NamedReader{Name: name, R: f}
		if info, err := f.Stat(); err == nil {
			input.Size = info.Size()
		}
		inputs = append(inputs, input)
	}
	return inputs, closeAll, errors.Join(errs...)
}

// bare takes the path off an error of the file system: it stands in front
// already.
func bare(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// replaceFile writes a file beside its place and renames it: whoever reads the
// place sees the old file or the new one, whole.
func replaceFile(name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("%s: %w", name, bare(err))
	}
	defer os.Remove(f.Name()) // gone by then if all went well
	err = errors.Join(write(f), f.Chmod(0o644), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// describeDatabase reads a database as a server would and says what is in it.
func describeDatabase(w io.Writer, file string) error {
	db, err := geo.Open(file)
	if err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: %s, %s networks, %s\n", file, db.Type(), thousands(db.Ranges()), size(int(info.Size())))
	return nil
}
