package health

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestIdentityTellsNothing(t *testing.T) {
	id := NewIdentity(tls.Certificate{Certificate: [][]byte{[]byte("chain")}, PrivateKey: "the key"})
	e := Endpoint{Check: "sip", Identity: id}
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, told := range []string{string(text), fmt.Sprint(id), fmt.Sprintf("%+v", e), fmt.Sprintf("%#v", id), e.Key()} {
		if strings.Contains(told, "the key") || strings.Contains(told, "chain") {
			t.Errorf("told: %s", told)
		}
	}
}

func TestIdentitySame(t *testing.T) {
	of := func(der ...string) *Identity {
		var c tls.Certificate
		for _, d := range der {
			c.Certificate = append(c.Certificate, []byte(d))
		}
		return NewIdentity(c)
	}
	for _, c := range []struct {
		a, b *Identity
		want bool
	}{
		{nil, nil, true},
		{nil, of(), true},
		{nil, of("a"), false},
		{of("a"), of("a"), true},
		{of("a"), of("b"), false},
		{of("a"), of("a", "b"), false},
	} {
		if got := c.a.Same(c.b); got != c.want || c.b.Same(c.a) != c.want {
			t.Errorf("%v and %v: %t, want %t", c.a.Certificate(), c.b.Certificate(), got, c.want)
		}
	}
	one, other := Endpoint{Identity: of("a")}, Endpoint{Identity: of("b")}
	if one.sameWay(other) || !one.sameWay(one) {
		t.Error("a renewed certificate is shown by the next probe, or it never is")
	}
}

// TestKeySaysHow: what differs from its default is in the key, sorted by name.
func TestKeySaysHow(t *testing.T) {
	e := Endpoint{Check: "sip", Transport: "tls", Addr: netip.MustParseAddrPort("192.0.2.11:443"), Name: "sip.example.com"}
	for _, c := range []struct {
		label  string
		change func(*Endpoint)
		want   string
	}{
		{"defaults", func(e *Endpoint) {
			e.Domain, e.WarnBefore, e.Expiring = "SIP.example.com.", DefaultWarnBefore, ExpiringWarns
		}, "name=sip.example.com"},
		{"all", func(e *Endpoint) {
			e.Domain, e.Register, e.LegacyTLS, e.ClientCert = "example.com", true, true, "/etc/us.pem"
			e.WarnBefore, e.Expiring = 48*time.Hour, ExpiringDegrades
		}, "client-cert=/etc/us.pem domain=example.com expiring=degraded legacy-tls=true name=sip.example.com register=true warn-before=48h0m0s"},
	} {
		x := e
		c.change(&x)
		if got := x.Key(); got != "sip/tls 192.0.2.11:443 "+c.want {
			t.Errorf("%s: %s, want %s", c.label, got, c.want)
		}
	}
}
