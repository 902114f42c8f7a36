package edge

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
)

// Authority is the certificate of the farm's authority in PEM, for servers
// that are no edges of ours.
func (f *Farm) Authority() ([]byte, error) {
	if err := f.prepare(); err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: f.ca.Raw}), nil
}

// PEM writes a certificate that Issue made, and its key, as files hold them.
func PEM(c tls.Certificate) (chain, key []byte, err error) {
	var text bytes.Buffer
	for _, der := range c.Certificate {
		pem.Encode(&text, &pem.Block{Type: "CERTIFICATE", Bytes: der}) // to memory: it cannot fail
	}
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		return nil, nil, err
	}
	return text.Bytes(), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), nil
}
