package server

import (
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/control"
)

// fault is a row of testdata/faults.md.
type fault struct{ id, what, served, says string }

func faults(t *testing.T) (rows []fault) {
	t.Helper()
	text, err := os.ReadFile("testdata/faults.md")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 6 || strings.Contains(line, "---") || strings.TrimSpace(cells[1]) == "id" {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, fault{cells[1], cells[2], cells[3], cells[4]})
	}
	return rows
}

// TestFaults plays every row of testdata/faults.md, by a reload and by a restart:
// the right answer is kept, and log, status, exit code and metric say what is wrong.
func TestFaults(t *testing.T) {
	rows, played := faults(t), map[string]bool{}
	for _, f := range rows {
		if f.served == "-" {
			for _, proof := range strings.Split(f.what, "; ") {
				if err := proves(proof); err != nil {
					t.Errorf("%s: %s: %v", f.id, proof, err)
				}
			}
			continue
		}
		do := faultOf(f.what)
		if do == nil {
			t.Errorf("%s: nobody knows how to play: %s", f.id, f.what)
			continue
		}
		played[f.what] = true
		for _, way := range []string{"reload", "restart"} {
			t.Run(f.id+" "+f.what+" "+way, func(t *testing.T) {
				t.Parallel()
				f.play(t, way == "restart", do)
			})
		}
	}
	for what := range allFaults() {
		if !played[what] {
			t.Errorf("no row has: %s", what)
		}
	}
	for _, id := range strings.Fields("Z-1 Z-2 Z-3 Z-4 Z-5 Z-6 Z-7 Z-8 Z-9 Z-10 Z-11 Z-12 Z-13 Z-14 Z-15 Z-16 C-1 C-2 C-3 C-4 C-5 C-6 G-1 G-2 G-3 G-4 G-5") {
		if !strings.Contains(fmt.Sprintf("%v", rows), "{"+id+" ") {
			t.Errorf("%s has no row", id)
		}
	}
}

// start starts a server over a disk, with a log of its own.
func (d *disk) start(t *testing.T, change ...func(o *Options)) (*running, error) {
	r := &running{disk: d, edges: newFakeEdges(), log: &journalText{}}
	o := Options{
		Files: []string{d.path("geosrv.yaml")}, Probe: r.edges.probe, Remember: true, state: d.path("state"),
		Log: slog.New(slog.NewTextHandler(r.log, nil)),
	}
	for _, how := range change {
		how(&o)
	}
	s, err := Start(t.Context(), o)
	if err == nil {
		t.Cleanup(s.Close)
		r.Server = s
	}
	return r, err
}

func (f *fault) play(t *testing.T, restart bool, do func(d *disk)) {
	d := faultDisk(t)
	r, err := d.start(t)
	d.ok(err)
	r.answersAsBefore(t, "192.0.2.1")
	if restart {
		r.Close()
		do(d)
		if r, err = d.start(t); err != nil {
			t.Fatalf("it does not start:\n%v\nlog:\n%s", err, r.log)
		}
	} else {
		do(d)
		err = r.Reload()
	}
	if f.served == "new" {
		r.ok(err)
		if log := r.log.String(); !restart && f.says != "" && !strings.Contains(log, `level=WARN msg="`+f.says) || strings.Contains(log, "level=ERROR") {
			t.Errorf("the log does not say %s, or more:\n%s", f.says, log)
		}
		r.answersAsBefore(t, "192.0.2.77")
		if problems := r.fileProblems(); len(problems) > 0 || !r.Measured(t.Context()).Reloads.LastGood {
			t.Errorf("problems: %q", problems)
		}
		return
	}
	r.answersAsBefore(t, "192.0.2.1")
	if !restart && (err == nil || !strings.Contains(err.Error(), f.says)) {
		t.Errorf("reload says %v, want %s", err, f.says)
	}
	if log := r.log.String(); !strings.Contains(log, "level=ERROR") || !strings.Contains(strings.ReplaceAll(log, `\"`, `"`), f.says) {
		t.Errorf("the log does not say %s:\n%s", f.says, log)
	}
	if log := r.log.String(); restart != strings.Contains(log, ": answering from ") || restart && strings.Contains(log, " stays") {
		t.Errorf("the log does not say what is answered:\n%s", log)
	}
	st, err := r.Server.status(t.Context(), control.Peer{}, struct{}{})
	r.ok(err)
	if all := strings.Join(st.Files, "\n"); !strings.Contains(all, f.says) {
		t.Errorf("the status says %q, want %s", all, f.says)
	}
	m := r.Measured(t.Context()).Reloads
	if m.LastGood || !restart && m.Refused+m.Partial == 0 {
		t.Errorf("the metric says that all is well: %+v", m)
	}
	if held := strings.Contains(strings.Join(st.Files, "\n"), "geosrv reload --force"); held != (f.served == "held") {
		t.Errorf("that force takes it is said: %v\n%q", held, st.Files)
	}
	if f.served == "held" {
		r.insist(t)
	}
}

// insist has the server take its files by force.
func (r *running) insist(t *testing.T) {
	t.Helper()
	_, _, err := r.load(r.loader.Force)
	r.ok(err)
	if problems := r.fileProblems(); len(problems) > 0 || !r.Measured(t.Context()).Reloads.LastGood {
		t.Errorf("by force: %q", problems)
	}
}

// answersAsBefore asks for one of everything; host is the address of the hosts of
// the large zone.
func (r *running) answersAsBefore(t *testing.T, host string) {
	t.Helper()
	for _, c := range []struct {
		name  string
		qtype uint16
		from  string
		want  string
	}{
		{"_sip._tls.example.com", dns.TypeSRV, "200.1.2.0", amsFirst},
		{"_sip._tls.example.com", dns.TypeSRV, "50.1.2.0", nycFirst},
		{"_sip._tls.example.com", dns.TypeSRV, "240.1.2.0", amsFirst}, // nobody knows where that is
		{"access-ams.example.com", dns.TypeA, "", "192.0.2.11"},
		{"note.example.com", dns.TypeTXT, "", `"one"`},
		{"hostaa.big.example", dns.TypeA, "", host},
		{"hostdv.big.example", dns.TypeA, "", host},
		{"hostae.z00.example", dns.TypeA, "", "192.0.2.1"},
		{"hostae.z11.example", dns.TypeA, "", "192.0.2.1"},
	} {
		r.Helper()
		if got := r.ask("udp", c.name, c.qtype, c.from); got != c.want {
			t.Errorf("%s %s from %q: %s, want %s", c.name, dns.TypeToString[c.qtype], c.from, got, c.want)
		}
	}
}
