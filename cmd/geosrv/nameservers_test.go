package main

import (
	"strings"
	"testing"
	"time"

	"geosrv/server/control"
)

func TestToldWho(t *testing.T) {
	for _, c := range []struct {
		done control.Done
		want string
	}{
		{control.Done{Told: []string{"ns1"}, Of: 1}, "done on ns1"},
		{control.Done{Told: []string{"ns1"}, Untold: []string{"ns2"}, Of: 2}, "done on ns1 (1 of 2): run it on ns2 too"},
		{control.Done{Told: []string{"ns1"}, Untold: []string{"ns2", "ns3"}, Of: 3}, "done on ns1 (1 of 3): run it on ns2, ns3 too"},
		{
			control.Done{Told: []string{"this nameserver"}, Untold: []string{"ns1", "ns2"}, Of: 2},
			"done on this nameserver (1 of 2: ns1, ns2): run it on the others too",
		},
	} {
		if got := toldWho(&c.done); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestShowNameservers(t *testing.T) {
	at := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	past := at.Add(-90 * time.Second)
	many := make([]control.Disagreeing, 20)
	for i := range many {
		many[i] = control.Disagreeing{Group: "g", Since: past, Here: "ams", There: "nyc"}
	}
	s := control.Status{At: at, Nameservers: []control.NameserverStatus{
		{Name: "ns2"},
		{Name: "ns3", Since: &past},
		{Name: "ns4", Since: &past, Heard: true},
		{Name: "ns5", Since: &past, Heard: true, Disagrees: []control.Disagreeing{{Group: "federation", Since: past, Here: "ams", There: "nyc"}}},
		{Name: "ns6", Since: &past, Heard: true, Disagrees: many},
	}}
	var b strings.Builder
	showNameservers(&b, &s)
	want := `nameserver ns2: not heard yet
nameserver ns3: not heard since 1m30s ago
nameserver ns4: answers as this one
nameserver ns5 DISAGREES about federation, for 1m30s: here ams, there nyc
` + strings.Repeat("nameserver ns6 DISAGREES about g, for 1m30s: here ams, there nyc\n", maxRows) + "nameserver ns6 DISAGREES: 8 more\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
