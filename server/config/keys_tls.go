package config

import (
	"crypto/tls"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Client is the certificate that a probe shows to peers that ask for one, with
// its private key, read when the configuration was. It never changes. Nothing
// prints its key.
type Client struct {
	Cert, Key string // PEM files, absolute; one file may hold both
	pair      tls.Certificate
}

// Pair is what the files held.
func (c *Client) Pair() tls.Certificate { return c.pair }

// String is the name of the certificate's file.
func (c *Client) String() string { return c.Cert }

// GoString hides the key from %#v too.
func (c *Client) GoString() string { return c.Cert }

// Bounds of warn_before. A longer one would warn of every certificate that
// was just issued.
const (
	minWarn = time.Hour
	maxWarn = 365 * day
	day     = 24 * time.Hour
)

// tlsKeys are the keys that mean something to a check over TLS.
func tlsKeys() []string {
	return []string{"name", "verify", "client_cert", "client_key", "legacy_tls", "warn_before", "expiring"}
}

// tlsFields is the table of how a service speaks TLS, but for name and verify.
func (r *reader) tlsFields(s *Service, cert, key *string) []field {
	return []field{
		{"client_cert", r.path(cert, nil)},
		{"client_key", r.path(key, nil)},
		{"legacy_tls", r.boolean(&s.LegacyTLS)},
		{"warn_before", r.days(&s.WarnBefore, minWarn, maxWarn)},
		{"expiring", r.word(&s.Expiring, "warn", "degraded")},
	}
}

// client reads the files of a client certificate; v is the service.
func (r *reader) client(s *Service, v *node, cert, key string) {
	if cert == "" {
		if key != "" {
			r.fail(v.get("client_key").pos, "say client_cert: too", "client_key without client_cert")
		}
		return
	}
	if key == "" {
		key = cert
	}
	c := &Client{Cert: cert, Key: key}
	at := v.get("client_cert").pos
	certText, ok := r.pem(at, cert)
	keyText := certText
	if node := v.get("client_key"); ok && node != nil {
		keyText, ok = r.pem(node.pos, key)
	}
	if !ok {
		return
	}
	pair, err := tls.X509KeyPair(certText, keyText)
	if err != nil {
		// The package's errors speak of the kind of block, never of its content.
		r.fail(at, "PEM files: the chain, our own certificate first, and its unencrypted key",
			"client_cert: %s and %s: %s", cert, key, strings.TrimPrefix(err.Error(), "tls: "))
		return
	}
	c.pair, s.Client = pair, c
	for _, file := range []string{cert, key} {
		if !slices.Contains(r.files, file) {
			r.files = append(r.files, file)
		}
	}
}

// maxPEM is how long a file of a certificate may be, in bytes.
const maxPEM = 1 << 20

// pem reads a file of the configuration that holds no configuration.
func (r *reader) pem(at Pos, path string) ([]byte, bool) {
	text, err := readRegular(path, maxPEM)
	if err != nil {
		r.fail(at, "", "%s cannot be read: %s", path, reason(err))
		return nil, false
	}
	return text, true
}

// readRegular reads a file up to a bound. What is no file, a pipe above all,
// could make a load wait for ever.
func readRegular(path string, most int64) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(text)) > most {
		err = errors.New("too long, over " + strconv.FormatInt(most, 10) + " bytes")
	}
	return text, err
}

// days is duration for what people count in days: 14d as well as 336h.
func (r *reader) days(dst *time.Duration, least, most time.Duration) setter {
	return func(key string, v *node) {
		count, ok := strings.CutSuffix(v.text, "d")
		if n, err := strconv.Atoi(count); v.kind == scalar && ok && err == nil && count[0] != '0' {
			if n < 1 || n > int(most/day) {
				r.fail(v.pos, "", "%s: %s is not from %s to %s", key, v.text, inDays(least), inDays(most))
				return
			}
			*dst = time.Duration(n) * day
			return
		}
		r.duration(dst, least, most)(key, v)
	}
}

// inDays writes a duration as days reads it.
func inDays(d time.Duration) string {
	if d > 0 && d%day == 0 {
		return strconv.Itoa(int(d/day)) + "d"
	}
	if d == 0 {
		return ""
	}
	return short(d)
}
