package main

import (
	"fmt"
	"net/netip"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// digCase is a question to the running demo, and what the real dig must print.
type digCase struct {
	args   string
	status string
	answer []string // fields of the records without their TTL, in any order
	also   string   // a pattern that must be somewhere in the output
}

// digCases is what is promised of the demo.
func digCases() []digCase {
	const soa = `AUTHORITY SECTION:\nexample\.com\.\s+60\s+IN\s+SOA\s+ns1\.example\.com\. hostmaster\.example\.com\. 1 7200 900 1209600 60\n`
	ladder := []string{
		"_sip._tls.example.com. IN SRV 10 10 443 access-nyc.example.com.",
		"_sip._tls.example.com. IN SRV 20 10 443 access-ams.example.com.",
		"_sip._tls.example.com. IN SRV 30 10 443 access-sin.example.com.",
	}
	return []digCase{
		{"+subnet=198.51.100.7/32 _sip._tls.example.com SRV", "NOERROR", ladder, `CLIENT-SUBNET: 198\.51\.100\.7/32/24\n`},
		{"+tcp +subnet=198.51.100.7/32 _sip._tls.example.com SRV", "NOERROR", ladder, `\(TCP\)\n`},
		{"+subnet=198.51.100.7/32 _sipfederationtls._tcp.example.com SRV", "NOERROR", []string{
			"_sipfederationtls._tcp.example.com. IN SRV 0 0 5061 sip.example.com.",
		}, `CLIENT-SUBNET: 198\.51\.100\.7/32/0\n`},
		{"+subnet=198.51.100.7/32 sip.example.com A", "NOERROR", []string{
			"sip.example.com. IN A 198.51.100.11", "sip.example.com. IN A 198.51.100.12",
		}, `CLIENT-SUBNET: 198\.51\.100\.7/32/24\n`},
		{"+tcp +subnet=203.0.113.7/32 sip.example.com A", "NOERROR", []string{
			"sip.example.com. IN A 203.0.113.11", "sip.example.com. IN A 203.0.113.12",
		}, `CLIENT-SUBNET: 203\.0\.113\.7/32/24\n`},
		{"access-ams.example.com A", "NOERROR", []string{
			"access-ams.example.com. IN A 192.0.2.11", "access-ams.example.com. IN A 192.0.2.12",
		}, ` aa`},
		{"_tls.example.com A", "NOERROR", nil, soa},
		{"nothing.example.com A", "NXDOMAIN", nil, soa},
		{"example.org A", "REFUSED", nil, `ANSWER: 0, AUTHORITY: 0`},
		{"SiP.eXaMpLe.CoM A", "NOERROR", []string{
			"SiP.eXaMpLe.CoM. IN A 192.0.2.11", "SiP.eXaMpLe.CoM. IN A 192.0.2.12",
		}, `;SiP\.eXaMpLe\.CoM\.\s+IN\s+A\n`},
	}
}

func TestDemoByDig(t *testing.T) {
	t.Parallel()
	dig, err := exec.LookPath("dig")
	if err != nil {
		t.Skip("dig is not installed (package bind9-dnsutils)")
	}
	at, tries := serveDemo(t)
	cases := digCases()
	for _, try := range tries {
		if !slices.ContainsFunc(cases, func(c digCase) bool { return c.line(at) == try }) {
			t.Errorf("the demo says to try dig %s, and no case here does", try)
		}
	}
	for _, c := range cases {
		t.Run(c.args, func(t *testing.T) {
			text, err := exec.CommandContext(t.Context(), dig, strings.Fields(c.line(at))...).Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			c.compare(t, string(text))
		})
	}
}

// line is what stands behind "dig".
func (c digCase) line(at netip.AddrPort) string {
	return fmt.Sprintf("@%s -p %d %s", at.Addr(), at.Port(), c.args)
}

// compare looks at dig's output.
func (c digCase) compare(t *testing.T, text string) {
	t.Helper()
	// Of any authoritative server dig complains that it does not recurse.
	text = strings.Replace(text, ";; WARNING: recursion requested but not available\n", "", 1)
	if !strings.Contains(text, "status: "+c.status+",") || strings.Contains(text, "WARNING") {
		t.Errorf("status is not %s, or there is a warning", c.status)
	}
	var got []string
	_, section, _ := strings.Cut(text, "ANSWER SECTION:\n")
	section, _, _ = strings.Cut(section, "\n\n")
	for line := range strings.Lines(section) {
		fields := strings.Fields(line)
		got = append(got, strings.Join(slices.Delete(fields, 1, 2), " "))
	}
	slices.Sort(got)
	want := slices.Sorted(slices.Values(c.answer))
	if !slices.Equal(got, want) {
		t.Errorf("answer\n got %q\nwant %q", got, want)
	}
	if !regexp.MustCompile(c.also).MatchString(text) {
		t.Errorf("nothing matches %s", c.also)
	}
	if t.Failed() {
		t.Log(text)
	}
}
