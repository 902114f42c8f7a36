package load

import (
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"geosrv/server/load/sitedir"
)

// disk is a folder that is loaded.
type disk struct{ *sitedir.Disk }

func newDisk(t *testing.T) *disk { return &disk{sitedir.New(t)} }

// What most disks are made of.
const (
	siteConfig = sitedir.Config
	siteZone   = sitedir.Zone
)

func quietLog() *slog.Logger { return slog.New(slog.DiscardHandler) }

func textLog(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

func (d *disk) loader() *Loader {
	return New(quietLog(), d.Path("geosrv.yaml"))
}

// load must succeed with these problems, "" in front of each standing for the
// folder.
func (d *disk) load(l *Loader, problems ...string) *Loaded {
	d.Helper()
	return d.accepted(l.Load, problems...)
}

func (d *disk) accepted(load func() (*Loaded, error), problems ...string) *Loaded {
	d.Helper()
	loaded, err := load()
	if err != nil {
		d.Fatalf("refused:\n%v", err)
	}
	var got []string
	if loaded.Refused != nil {
		got = d.lines(loaded.Refused.Problems)
	}
	if !slices.Equal(got, problems) {
		d.Fatalf("problems\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(problems, "\n  "))
	}
	return loaded
}

// refused must fail with these problems.
func (d *disk) refused(load func() (*Loaded, error), problems ...string) *Refusal {
	d.Helper()
	_, err := load()
	var r *Refusal
	if !errors.As(err, &r) {
		d.Fatalf("got %v, want a refusal", err)
	}
	if got := d.lines(r.Problems); !slices.Equal(got, problems) {
		d.Fatalf("problems\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(problems, "\n  "))
	}
	return r
}

// lines are errors with the names of files in the folder cut short.
func (d *disk) lines(errs []error) (out []string) {
	for _, e := range errs {
		out = append(out, strings.ReplaceAll(e.Error(), d.Dir+"/", ""))
	}
	return out
}
