package server

import (
	"os"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"geosrv/server/load/sitedir"
)

// TestInsistWithoutSocket: where nobody can ask for a reload by force, what is held
// back says that a start by force is what takes it; that start does, and the next one
// has it for good.
func TestInsistWithoutSocket(t *testing.T) {
	for _, c := range []struct{ what, says string }{
		{"zone cut between two records", "50 of the 102 names are gone"},
		{"zone without its steered set", "the steered set _sip._tls.example.com SRV is gone"},
		{"folder that lost a quarter of its zones", "3 of 12 zone files are gone"},
		{"configuration cut between two lines", "nothing is steered any more"},
		{"database that moves everybody", "the geo database is held back"},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			d := faultDisk(t)
			d.edit("geosrv.yaml", "state:", "control: none\nstate:")
			r, err := d.start(t)
			d.ok(err)
			r.Close()
			faultOf(c.what)(d)
			r, err = d.start(t)
			d.ok(err)
			r.answersAsBefore(t, "192.0.2.1")
			if err := r.Reload(); err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "geosrv serve --force") || strings.Contains(err.Error(), "geosrv reload --force") {
				t.Errorf("it says %v\nwant %s and %s", err, c.says, "geosrv serve --force")
			}
			r.Close()
			for _, force := range []bool{true, false} {
				r, err := d.start(t, func(o *Options) { o.Force = force })
				d.ok(err)
				if all := r.fileProblems(); len(all) > 0 {
					t.Errorf("with force %v: %q", force, all)
				}
				r.Close()
			}
		})
	}
}

// TestForceTakesNoBadFile: force is about what reads well.
func TestForceTakesNoBadFile(t *testing.T) {
	d := faultDisk(t)
	r, err := d.start(t)
	d.ok(err)
	r.Close()
	faultOf("syntax error")(d)
	r, err = d.start(t, func(o *Options) { o.Force = true })
	d.ok(err)
	r.want("hostaa.big.example", dns.TypeA, "", "192.0.2.1")
	if all := strings.Join(r.fileProblems(), "\n"); !strings.Contains(all, "big.example.zone:55:") {
		t.Errorf("status says %q", all)
	}
}

// TestSuccessorIsNotForced: a process that takes over has the arguments of the one
// before, and --force among them was for that one's start.
func TestSuccessorIsNotForced(t *testing.T) {
	l := startLine(t)
	l.first.soon("copies are kept", func() bool { _, err := os.Stat(l.path("state/kept/list")); return err == nil })
	l.edit("geosrv.yaml", "steer:\n  - {name: _sip._tls.example.com}\n", "")
	l.spoil = func(o *Options) { o.Force = true }
	if _, err := l.replace(); err == nil || !strings.Contains(err.Error(), "nothing is steered any more") {
		t.Errorf("it is replaced: %v", err)
	}
}

// TestReplacedAtOnceBehindForce: what was taken by force a moment ago is what a process
// that takes over compares its files with.
func TestReplacedAtOnceBehindForce(t *testing.T) {
	l := startLine(t)
	for _, names := range []int{100, 20} {
		l.first.shelf.Flush()
		l.write("plain/example.net.zone", sitedir.Plain("example.net", names))
		_, _, err := l.first.load(l.first.loader.Force)
		l.ok(err)
	}
	_, err := l.replace()
	l.ok(err)
	r := <-l.next
	r.want("hostbx.example.net", dns.TypeA, "", "NXDOMAIN")
}
