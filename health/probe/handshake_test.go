package probe

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"math/big"
	"net"
	"net/netip"
	"testing"
	"time"

	"geosrv/health"
)

// breaker closes its connection when the server has sent its first flight,
// with its certificate, and waits for what the client has to say to it.
type breaker struct {
	net.Conn
	wrote bool
}

func (b *breaker) Write(p []byte) (int, error) {
	b.wrote = true
	return b.Conn.Write(p)
}

func (b *breaker) Read(p []byte) (int, error) {
	if b.wrote {
		b.Conn.Close()
		return 0, net.ErrClosed
	}
	return b.Conn.Read(p)
}

// breaking is a TLS 1.2 server that breaks off after its certificate, as old
// edges do to strangers.
func breaking(t *testing.T, auth tls.ClientAuthType) netip.AddrPort {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"sip.example.com"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	config := &tls.Config{
		MaxVersion: tls.VersionTLS12, ClientAuth: auth,
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}},
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go tls.Server(&breaker{Conn: c}, config).Handshake()
		}
	}()
	return l.Addr().(*net.TCPAddr).AddrPort()
}

// TestBreakAfterTheCertificate: only a peer that had asked for a certificate
// may break off and count as alive, and only if its own was good.
func TestBreakAfterTheCertificate(t *testing.T) {
	for _, c := range []struct {
		label, check, name string
		auth               tls.ClientAuthType
		want               []string // one of these: the system may see a reset or an end
	}{
		{"asked", "tls", "sip.example.com", tls.RequireAnyClientCert, []string{"ok"}},
		{"asked, by the protocol", "sip", "sip.example.com", tls.RequireAnyClientCert, []string{"ok"}},
		{"asked, wrong name, by the protocol", "sip", "other.example.com", tls.RequireAnyClientCert, []string{"tls-name"}},
		{"asked, by HTTP", "https", "sip.example.com", tls.RequireAnyClientCert, []string{"tls-client-cert"}},
		{"asked, wrong name", "tls", "other.example.com", tls.RequireAnyClientCert, []string{"tls-name"}},
		{"did not ask", "tls", "sip.example.com", tls.NoClientCert, []string{"closed", "reset"}},
	} {
		e := health.Endpoint{Check: c.check, Transport: "tls", Addr: breaking(t, c.auth), Name: c.name}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		o := New(Options{})(ctx, e)
		cancel()
		if o.Reason != c.want[0] && o.Reason != c.want[len(c.want)-1] {
			t.Errorf("%s: %s (%s), want one of %v", c.label, o.Reason, o.Detail, c.want)
		}
	}
}
