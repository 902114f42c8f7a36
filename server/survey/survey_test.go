package survey

import (
	"fmt"
	"testing"
	"time"

	"geosrv/server/answer/smallworld"
	"geosrv/server/control"
	"geosrv/server/operator"
	"geosrv/server/picture"
)

// TestAlarms: what wants a person, in the words of the page, and what each pool is
// told to be.
func TestAlarms(t *testing.T) {
	const ladder = "_sip._tls.contoso.com"
	for _, c := range []struct {
		file string
		down []string
		want string // standings of ams and nyc, then the alarms
	}{
		{"", nil, "up up []"},
		{"", []string{"ams"}, "silent up [{Pool ams is silent true}]"},
		{"", []string{"ams", "nyc"}, "silent silent [{Pool ams is silent true} {Pool nyc is silent true} {No pool of " + ladder + " is live: it answers as with everything up true}]"},
		{"drain pool:nyc\n", nil, "up drained []"},
		{"drain pool:berlin\n", nil, "up up [{An override names what does not exist: drain pool:berlin false}]"},
		{"freeze\n", nil, "up up [{Frozen by an operator: verdicts stay as they are (geosrv thaw) true}]"},
	} {
		s := surveyed(t, c.file, c.down...)
		st := s.Status()
		got := fmt.Sprint(st.Pools[0].Standing, " ", st.Pools[1].Standing, " ", s.Report(st, new(Ground)).Alarms)
		if got != c.want {
			t.Errorf("%q, %v down: %s\nwant %s", c.file, c.down, got, c.want)
		}
	}
}

// TestNameserverAlarms: nameservers are told of before overrides.
func TestNameserverAlarms(t *testing.T) {
	s := surveyed(t, "drain pool:berlin\n")
	st := s.Status()
	long := time.Unix(1_600_000_000, 0)
	st.Nameservers = []control.NameserverStatus{
		{Name: "ns2", Heard: true, Disagrees: []control.Disagreeing{{Group: "federation"}, {Group: "xmpp"}}},
		{Name: "ns3", Since: &long},
		{Name: "ns4"},
	}
	want := "[{Nameserver ns2 answers otherwise about federation xmpp true} {Nameserver ns3 is not heard true} " +
		"{An override names what does not exist: drain pool:berlin false}]"
	if got := fmt.Sprint(s.Report(st, new(Ground)).Alarms); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// TestPlacesAnswers: places that are answered alike are one line of the status, the
// most first.
func TestPlacesAnswers(t *testing.T) {
	for _, c := range []struct{ down, want string }{{"", "[ams nyc] [nyc ams]"}, {"ams", "[nyc ams]"}} {
		s := surveyed(t, "")
		if c.down != "" {
			s = surveyed(t, "", c.down)
		}
		var lists []any
		share := 0.0
		for _, g := range s.Status().Groups {
			if g.Policy != "ladder" {
				continue
			}
			for _, a := range g.Answers {
				lists, share = append(lists, a.Pools), share+a.Share
			}
		}
		if got := fmt.Sprint(lists...); got != c.want || share < 0.999 || share > 1.001 {
			t.Errorf("%q down: %s with %f of the places, want %s", c.down, got, share, c.want)
		}
	}
}

// surveyed is a survey of two sites, with what a file says and what is down.
func surveyed(t *testing.T, file string, down ...string) *Survey {
	t.Helper()
	ledger, err := operator.Parse("overrides", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	pic := picture.Supposed(smallworld.Of(t, smallworld.TwoSites, nil, smallworld.TwoSitesZone), ledger, time.Unix(1_700_000_000, 0))
	for _, word := range down {
		if _, err := pic.Suppose(word); err != nil {
			t.Fatal(err)
		}
	}
	return Of(pic)
}
