package load

import (
	"slices"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/health/probe/edge"
)

// identityOf is the certificate that the world's SIP endpoints show.
func identityOf(t *testing.T, l *Loaded) *health.Identity {
	t.Helper()
	for _, e := range l.World.Roster.Endpoints {
		if e.Check == "sip" && e.Identity.Certificate() != nil {
			return e.Identity
		}
	}
	t.Fatal("no endpoint has a certificate to show")
	return nil
}

// TestClientCertificateIsFollowed: a renewed certificate is taken without a
// change of the configuration, and a bad one never replaces a good one.
func TestClientCertificateIsFollowed(t *testing.T) {
	farm := new(edge.Farm)
	issue := func() (chain, key string) {
		pair, err := farm.Issue([]string{"probe.example.net"}, time.Now().Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		c, k, err := edge.PEM(pair)
		if err != nil {
			t.Fatal(err)
		}
		return string(c), string(k)
	}
	const bad = "geosrv.yaml:3:37: client_cert: us.pem and us.key: failed to find any PEM data in certificate input " +
		"(PEM files: the chain, our own certificate first, and its unencrypted key)"
	d := newDisk(t)
	d.Edit("geosrv.yaml", "profile: lync\n", "profile: lync\nservices:\n  signin: {check: sip, client_cert: us.pem, client_key: us.key}\n")
	d.Edit("geosrv.yaml", "name: _sip._tls.example.com", "name: _sip._tls.example.com, service: signin")
	chain, key := issue()
	d.Write("us.pem", "nothing\n")
	d.Write("us.key", key)
	l := d.loader()
	d.refused(l.Load, bad)
	d.Write("us.pem", chain) // the configuration did not change, and what it says did
	first := d.load(l)
	if !slices.Contains(first.Files, d.Path("us.pem")) || !slices.Contains(first.Files, d.Path("us.key")) {
		t.Errorf("watched: %q", first.Files)
	}
	was := identityOf(t, first)
	if again := d.load(l); again.Changed || again.World != first.World {
		t.Error("a load of the same files changed something")
	}
	d.Write("us.pem", "nothing\n")
	d.refused(l.Load, bad)
	if again := d.refused(l.Load, bad); len(again.Fresh) != 0 {
		t.Error("the same problem is told again")
	}
	chain, key = issue()
	d.Write("us.pem", chain)
	d.Write("us.key", key)
	second := d.load(l)
	if now := identityOf(t, second); !second.Changed || now.Same(was) {
		t.Errorf("changed %t, the same certificate %t", second.Changed, now.Same(was))
	}
}
