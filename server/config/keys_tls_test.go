package config

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// identity writes a certificate, its key, both in one file, and another's key.
func identity(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	write := func(file string, blocks ...*pem.Block) {
		var text []byte
		for _, b := range blocks {
			text = append(text, pem.EncodeToMemory(b)...)
		}
		if err := os.WriteFile(filepath.Join(folder, file), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var keys []*pem.Block
	var certificate *pem.Block
	for range 2 {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		form := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"probe.example.net"}, NotAfter: time.Now().Add(time.Hour)}
		der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
		if err != nil {
			t.Fatal(err)
		}
		text, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		certificate = &pem.Block{Type: "CERTIFICATE", Bytes: der}
		keys = append(keys, &pem.Block{Type: "PRIVATE KEY", Bytes: text})
	}
	write("us.pem", certificate)
	write("us.key", keys[1])
	write("other.key", keys[0])
	write("both.pem", certificate, keys[1])
	return folder
}

func TestClientCertificateIsRead(t *testing.T) {
	folder := identity(t)
	file := filepath.Join(folder, "geosrv.yaml")
	for _, c := range []struct{ keys, want string }{
		{"client_cert: us.pem, client_key: us.key", ""},
		{"client_cert: both.pem", ""},
		{"client_cert: us.pem, client_key: other.key", "FILE:2:32: client_cert: DIR/us.pem and DIR/other.key: private key does not match public key"},
		{"client_cert: us.key, client_key: us.key", "FILE:2:32: client_cert: DIR/us.key and DIR/us.key: failed to find certificate PEM data"},
		{"client_cert: us.pem", "FILE:2:32: client_cert: DIR/us.pem and DIR/us.pem: found a certificate rather than a key"},
		{"client_cert: us.pem, client_key: none.key", "FILE:2:52: DIR/none.key cannot be read: no such file or directory"},
	} {
		got, err := Parse(file, fmt.Appendf(nil, "services:\n  s: {check: tls, client_cert: %s}\n", strings.TrimPrefix(c.keys, "client_cert: ")))
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", c.keys, err)
				continue
			}
			client := got.Services[0].Client
			if len(client.Pair().Certificate) != 1 || client.Cert != filepath.Join(folder, strings.Fields(strings.ReplaceAll(c.keys, ",", ""))[1]) {
				t.Errorf("%s: read %v", c.keys, client)
			}
			for _, text := range []string{fmt.Sprintf("%v", client), fmt.Sprintf("%+v", got.Services), fmt.Sprintf("%#v", client), Show(got)} {
				if strings.Contains(text, "PrivateKey") || strings.Contains(text, "Curve") || len(text) > 2000 {
					t.Errorf("%s: the key is told: %s", c.keys, text)
				}
			}
			showsItself(t, got)
			continue
		}
		told := strings.NewReplacer(file, "FILE", folder, "DIR").Replace(fmt.Sprint(err))
		if !strings.HasPrefix(told, c.want) || strings.Contains(told, "PRIVATE") {
			t.Errorf("%s:\n got %s\nwant %s", c.keys, told, c.want)
		}
	}
}
