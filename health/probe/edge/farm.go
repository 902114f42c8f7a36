package edge

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"sync"
	"time"
)

// Farm is a set of edges that share one certificate authority, made in memory
// when it is first needed. The zero value is usable; a Farm must not be
// copied. Its methods may be called from any goroutine.
type Farm struct {
	once sync.Once
	err  error
	ca   *x509.Certificate
	key  *ecdsa.PrivateKey // of the authority and of every leaf: all is make-believe
}

// Roots is a pool of the farm's own authority, to verify its edges in full.
func (f *Farm) Roots() (*x509.CertPool, error) {
	if err := f.prepare(); err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AddCert(f.ca)
	return pool, nil
}

// prepare makes the authority, once.
func (f *Farm) prepare() error {
	f.once.Do(func() {
		f.key, f.err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if f.err != nil {
			return
		}
		form := &x509.Certificate{
			SerialNumber:          big.NewInt(1),
			Subject:               pkix.Name{CommonName: "simulated edges"},
			NotBefore:             time.Now().Add(-time.Hour),
			NotAfter:              time.Now().AddDate(1, 0, 0),
			IsCA:                  true,
			BasicConstraintsValid: true,
			KeyUsage:              x509.KeyUsageCertSign,
		}
		der, err := x509.CreateCertificate(rand.Reader, form, form, &f.key.PublicKey, f.key)
		if err != nil {
			f.err = err
			return
		}
		f.ca, f.err = x509.ParseCertificate(der)
	})
	return f.err
}

// Issue makes a certificate for the names that ends at the given time, good
// for servers and for clients.
func (f *Farm) Issue(names []string, until time.Time) (tls.Certificate, error) {
	if err := f.prepare(); err != nil {
		return tls.Certificate{}, err
	}
	return f.sign(names, until, f.key)
}

// sign makes a certificate for a key.
func (f *Farm) sign(names []string, until time.Time, key crypto.Signer) (tls.Certificate, error) {
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return tls.Certificate{}, err
	}
	form := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: fmt.Sprint(append(names, "nobody")[0])},
		NotBefore:    until.AddDate(-1, 0, 0),
		NotAfter:     until,
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			form.IPAddresses = append(form.IPAddresses, ip)
			continue
		}
		form.DNSNames = append(form.DNSNames, name)
	}
	der, err := x509.CreateCertificate(rand.Reader, form, f.ca, key.Public(), f.key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// serverTLS is the server's side of the handshake in a mode.
func (f *Farm) serverTLS(names []string, m Mode) (*tls.Config, error) {
	until := time.Now().AddDate(0, 6, 0)
	switch m {
	case WrongName:
		names = []string{"other.invalid"}
	case Expired:
		until = time.Now().Add(-time.Hour)
	case Expiring:
		until = time.Now().AddDate(0, 0, 3)
	case OldTLS:
		return f.oldTLS(names, until)
	}
	leaf, err := f.Issue(names, until)
	if err != nil {
		return nil, err
	}
	c := &tls.Config{Certificates: []tls.Certificate{leaf}, MinVersion: tls.VersionTLS10}
	switch m {
	case ClientCert:
		c.ClientAuth = tls.RequireAnyClientCert
	case NoTLS:
		// RSA key exchange cannot be done with our ECDSA key.
		c.MaxVersion = tls.VersionTLS12
		c.CipherSuites = []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}
	}
	return c, nil
}

// oldTLS is what an edge of 2013 speaks: TLS 1.0 (RFC 2246), with the key
// encrypted to its RSA certificate.
func (f *Farm) oldTLS(names []string, until time.Time) (*tls.Config, error) {
	if err := f.prepare(); err != nil {
		return nil, err
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	leaf, err := f.sign(names, until, key)
	if err != nil {
		return nil, err
	}
	return &tls.Config{
		Certificates: []tls.Certificate{leaf},
		MinVersion:   tls.VersionTLS10, MaxVersion: tls.VersionTLS10,
		CipherSuites: []uint16{tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, tls.TLS_RSA_WITH_AES_128_CBC_SHA},
	}, nil
}
