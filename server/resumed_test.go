package server

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestStartSaysWhatIsServed: a start that cannot take files as they are says when what
// it answers from was accepted, and which files are meant.
func TestStartSaysWhatIsServed(t *testing.T) {
	for _, c := range []struct {
		what []string
		says string
		of   []string // nil: of all
	}{
		{[]string{"syntax error"}, "loaded without the files that are bad: answering from their kept copies", []string{"big.example.zone"}},
		{[]string{"zone cut between two records", "database emptied", "overrides deleted", "cookie secrets with a mistake"}, "loaded without the files that are bad: answering from their kept copies", []string{"big.example.zone", "places.mmdb", "overrides", "secrets"}},
		{[]string{"folder that lost a quarter of its zones"}, "loaded without the files that are bad: answering from their kept copies", []string{"plain/z00.example.zone", "plain/z05.example.zone", "plain/z11.example.zone"}},
		{[]string{"unknown key"}, "not loaded: answering from the kept copies of all files", nil},
		{[]string{"configuration and zone contradict each other"}, "not loaded: answering from the kept copies of all files", nil},
	} {
		t.Run(c.what[0], func(t *testing.T) {
			t.Parallel()
			d := faultDisk(t)
			r, err := d.start(t)
			d.ok(err)
			r.Close()
			times := keptTimes(d)
			for _, what := range c.what {
				faultOf(what)(d)
			}
			for range 2 { // it is not new at the next start
				r, err = d.start(t)
				d.ok(err)
				r.Close()
				log := r.log.String()
				if !strings.Contains(log, `level=ERROR msg="`+c.says+`" problems=`) || strings.Contains(log, " stays") {
					t.Errorf("it says\n%swant %s", log, c.says)
				}
				for _, name := range c.of {
					want := `level=ERROR msg="answering from a kept copy" of=` + d.path(name) + " kept=" + times[d.path(name)] + "\n"
					if !strings.Contains(log, want) {
						t.Errorf("it says\n%swant %s", log, want)
					}
				}
				if n := strings.Count(log, "a kept copy"); n != len(c.of) {
					t.Errorf("%d copies are told of, want %d:\n%s", n, len(c.of), log)
				}
				if c.of == nil && !strings.Contains(log, " kept="+times[""]+"\n") {
					t.Errorf("it says\n%swant kept=%s", log, times[""])
				}
			}
		})
	}
}

// TestStartSaysWhatIsLost: where the copy of a bad zone is gone or damaged too, the log
// does not leave it at "answering from copies".
func TestStartSaysWhatIsLost(t *testing.T) {
	for what, config := range map[string]string{"loaded without the files that are bad": "", "not loaded: answering from the kept copies": "bad (\n"} {
		d := faultDisk(t)
		r, err := d.start(t)
		d.ok(err)
		r.Close()
		list, _ := d.kept("state")
		lost := d.path("plain/z05.example.zone")
		for _, f := range list.Files {
			if f.Path == lost {
				d.ok(os.WriteFile(filepath.Join(d.path("state/kept"), f.Sum), make([]byte, f.Size), 0o600))
			}
		}
		d.write("plain/z05.example.zone", "no zone (")
		if config != "" {
			d.write("geosrv.yaml", config)
		}
		r, err = d.start(t)
		d.ok(err)
		r.Close()
		log := r.log.String()
		want := `level=ERROR msg="a zone is not served: neither its file nor its copy can be used" of=` + lost + "\n"
		if strings.Count(log, want) != 1 || strings.Count(log, "is not served") != 1 || !strings.Contains(log, what) {
			t.Errorf("it says\n%swant %s", log, want)
		}
	}
}

// keptTimes are when copies were kept, by path, and when all was accepted, as the log
// writes them.
func keptTimes(d *disk) map[string]string {
	d.Helper()
	list, _ := d.kept("state")
	const format = "2006-01-02T15:04:05.000Z07:00"
	times := map[string]string{"": list.At.Format(format)}
	old := time.Date(2026, 3, 4, 5, 6, 7, 0, time.Local)
	for i, f := range list.Files {
		at := old.Add(time.Duration(i) * time.Hour)
		d.ok(os.Chtimes(filepath.Join(d.path("state/kept"), f.Sum), at, at))
		times[f.Path] = at.Format(format)
	}
	return times
}
