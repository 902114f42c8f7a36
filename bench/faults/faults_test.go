package faults

import (
	"strings"
	"testing"
	"time"

	"geosrv/bench/shipped"
)

// program builds geosrv for the tests.
func program(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("not in short runs")
	}
	p, err := shipped.Build(t.Context(), t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A small run of `bench kills` and of `bench poison`.
func TestKillsAndPoison(t *testing.T) {
	geosrv := program(t)
	k := Kills{Count: 10, Seed: 7, Geosrv: geosrv}
	if err := k.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := k.Check(); err != nil || k.Spoilt != 2 {
		t.Errorf("%v\n%s", err, k.Text())
	}
	p := Poison{Rate: 500, Lasts: 4 * time.Second, Every: 100 * time.Millisecond, Geosrv: geosrv}
	if err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := p.Check(); err != nil {
		t.Errorf("%v\n%s", err, p.Text())
	}
}

// What a peer lost, and what geosrv lost, can be read in the table.
func TestTable(t *testing.T) {
	table := &Table{
		Names: []string{"geosrv", "nsd"}, Rows: []string{"zone emptied + reload", "database deleted + reload"},
		Cells: [][]string{{"kept", "SERVFAIL"}, {"kept", "-"}},
	}
	want := "| zone emptied + reload     | kept   | SERVFAIL |\n"
	if got := table.Text(); !strings.Contains(got, want) || !strings.Contains(got, "| kept                      | 2 of 2 | 0 of 1   |\n") {
		t.Errorf("\n%s", got)
	}
	if err := table.Check(); err != nil {
		t.Error(err)
	}
	table.Cells[1][0] = "NXDOMAIN"
	if err := table.Check(); err == nil || err.Error() != "geosrv: database deleted + reload: NXDOMAIN" {
		t.Errorf("%v", err)
	}
}

// The rows spoil what they say.
func TestRows(t *testing.T) {
	text := string(zoneText(1, false))
	if !strings.Contains(text, "h5000 A 10.0.19.136\n") || !strings.Contains(text, "h9999 A 10.0.39.15\n") {
		t.Error("the zone has other addresses than the rows and the questions")
	}
}
