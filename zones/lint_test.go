package zones

import (
	"slices"
	"strings"
	"testing"
)

func TestLint(t *testing.T) {
	z := mustRead(t, "z", "$ORIGIN example.com.\n"+head+`_sip._tls SRV 0 0 443 access.example.com
access.example.com A 192.0.2.1
a SRV 0 0 1 alias
alias CNAME ns1
b SRV 0 0 1 gone
c SRV 0 0 1 mail
mail TXT x
d 7200 SRV 0 0 1 ns1
sub NS ns.sub
ns.sub A 192.0.2.2
ns.sub TXT x
sub TXT x
e SRV 0 0 1 ns.sub
f SRV 0 0 1 .
g SRV 0 0 1 elsewhere.example.org.
*.w A 192.0.2.3
h SRV 0 0 1 x.w
i 3600 SRV 0 0 1 ns1
`)
	var got []string
	for _, f := range Lint(z) {
		got = append(got, f.String())
	}
	want := []string{
		"z:8: SRV at a.example.com. leads to alias.example.com., which is a CNAME (a target owns its addresses itself (RFC 2782)) [srv-alias]",
		"z:10: SRV at b.example.com. leads to gone.example.com., which has no address [srv-no-address]",
		"z:11: SRV at c.example.com. leads to mail.example.com., which has no address [srv-no-address]",
		"z:7: owner access.example.com.example.com. ends in the zone's name twice (closing dot missing?) [name-twice]",
		"z:13: SRV at d.example.com. has a TTL of 7200 s (clients keep it for that long; an hour is plenty) [srv-ttl]",
		"z:17: nobody can see TXT at sub.example.com. (the zone delegates the name away: only NS, DS and glue count there) [hidden-data]",
		"z:16: nobody can see TXT at ns.sub.example.com. (the zone delegates the name away: only NS, DS and glue count there) [hidden-data]",
		"z:6: SRV at _sip._tls.example.com. leads to access.example.com.example.com., which ends in the zone's name twice (closing dot missing?) [name-twice]",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("findings\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestLintTellsAliasLoops(t *testing.T) {
	z := mustRead(t, "z", "$ORIGIN example.com.\n"+head+`self CNAME self
one CNAME TWO
two CNAME one
into CNAME one
good CNAME ns1
away CNAME www.example.org.
gone CNAME nowhere
*.w CNAME x.w
`)
	var got []string
	for _, f := range Lint(z) {
		got = append(got, f.String())
	}
	want := []string{
		"z:6: CNAME at self.example.com. leads back to itself (nobody can follow it to an answer) [cname-loop]",
		"z:7: CNAME at one.example.com. leads back to itself (nobody can follow it to an answer) [cname-loop]",
		"z:8: CNAME at two.example.com. leads back to itself (nobody can follow it to an answer) [cname-loop]",
		"z:13: CNAME at *.w.example.com. leads back to itself (nobody can follow it to an answer) [cname-loop]",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("findings\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestLintOfRoot(t *testing.T) {
	z := mustRead(t, "root.zone", "$ORIGIN .\n"+strings.Replace(head, "ns1 A", "com A 192.0.2.9\nns1 A", 1))
	if found := Lint(z); len(found) != 0 {
		t.Errorf("findings in a clean root: %v", found)
	}
}
