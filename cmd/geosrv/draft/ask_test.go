package draft

import (
	"errors"
	"strings"
	"testing"
)

// A person is asked again until an answer can be read, and only for what is
// missing.
func TestAsk(t *testing.T) {
	a := Answers{Domain: "example.com"}
	in := strings.NewReader(`
sharepoint
lync
ams
ams=52.37,4.90
nyc=us

192.0.2.11,192.0.2.12
192.0.2.21,192.0.2.22

192.0.2.80
198.51.100.1l
198.51.100.11



ns1=192.0.2.53
ns2.example.net

`[1:])
	var out strings.Builder
	if err := a.Ask(in, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"profile: lync, lync-single-ip, sip-trunk, xmpp, matrix, web [lync]:   one of lync,",
		`site "ams" is no place (write ams=52.37,4.90 or ams=NL)`,
		`pool nyc: "198.51.100.1l" is no address`,
		"addresses of ams/web (an empty line: none): ",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("nothing says %q:\n%s", want, &out)
		}
	}
	if strings.Contains(out.String(), "domain of the zone") {
		t.Error("asks for the domain, which was said")
	}
	if err := a.Problems(); err != nil {
		t.Fatal(err)
	}
	got := a.Files()[0].Text
	for _, want := range []string{
		"  nyc: {country: \"US\"}\n",
		"      edge2-ams: [192.0.2.12, 192.0.2.22]\n",
		"  - {names: [lyncdiscover.example.com, meet.example.com, dialin.example.com], policy: single, pools: [ams]}\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("nothing says %q:\n%s", want, got)
		}
	}
	if zone := a.Files()[1].Text; !strings.Contains(zone, " NS    ns2.example.net.\n") {
		t.Errorf("the nameserver elsewhere is missing:\n%s", zone)
	}
}

// Who leaves in the middle gets no files.
func TestAskEnds(t *testing.T) {
	var a Answers
	if err := a.Ask(strings.NewReader("example.com\nweb\n"), &strings.Builder{}); !errors.Is(err, errEnded) {
		t.Error(err)
	}
}

// An empty line takes what stands in brackets.
func TestAskDefaults(t *testing.T) {
	a := Answers{Domain: "a.example"}
	if err := a.Ask(strings.NewReader("\nams=NL\n\n192.0.2.1\n\n\n\n\n\n"), &strings.Builder{}); err != nil {
		t.Fatal(err)
	}
	if a.Profile != "lync" || len(a.Nameservers) != 1 || a.Nameservers[0].Host != "ns1" || !a.Nameservers[0].Addr.IsLoopback() {
		t.Errorf("%+v", a)
	}
}
