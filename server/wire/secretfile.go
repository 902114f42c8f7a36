package wire

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// blanks are what may stand around a secret. Files of other systems end their
// lines with a carriage return.
const blanks = " \t\r\n"

// Bounds of a file of secrets. A roll-over needs two; a third is for who
// prepares the next one early.
const (
	maxSecrets    = 3
	maxSecretFile = 4096 // octets
	secretDigits  = 2 * len(Secret{})
)

// ReadSecrets reads secrets as text: 32 hex digits a line, the active one
// first, at most three; what follows a # is comment, blank lines mean nothing.
// Without comments it is the file that NSD takes as its cookie-secret-file.
// Errors are all there are, as `file:line:col: problem (hint)`, joined by
// line feeds; none shows what stands in the file.
func ReadSecrets(file string, r io.Reader) (*Secrets, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxSecretFile+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(text) > maxSecretFile {
		return nil, fmt.Errorf("%s: more than %d octets (this holds at most %d lines of %d hex digits)", file, maxSecretFile, maxSecrets, secretDigits)
	}
	var list []Secret
	var errs []error
	number := 0
	for line := range bytes.Lines(text) {
		number++
		digits, col := secretText(string(line))
		if digits == "" {
			continue
		}
		secret, problem, at := parseSecret(digits)
		if problem == "" {
			list, problem = addSecret(list, secret)
		}
		if problem != "" {
			errs = append(errs, fmt.Errorf("%s:%d:%d: %s", file, number, col+at, problem))
		}
	}
	if len(errs) == 0 && len(list) == 0 {
		errs = append(errs, fmt.Errorf("%s:1:1: no secret (write one line of %d random hex digits: openssl rand -hex 16)", file, secretDigits))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return NewSecrets(list...), nil
}

// secretText is what a line holds but blanks and comment, and the column at
// which it starts.
func secretText(line string) (text string, col int) {
	line, _, _ = strings.Cut(line, "#")
	trimmed := strings.TrimLeft(line, blanks)
	return strings.TrimRight(trimmed, blanks), len(line) - len(trimmed) + 1
}

// parseSecret reads hex digits. A problem comes with its offset in the text.
func parseSecret(digits string) (s Secret, problem string, at int) {
	rest := strings.TrimLeft(digits, "0123456789abcdefABCDEF")
	if rest != "" {
		return s, fmt.Sprintf("not a hex digit (a line is one secret of %d hex digits)", secretDigits), len(digits) - len(rest)
	}
	if len(digits) != secretDigits {
		return s, fmt.Sprintf("%d hex digits (a secret has %d)", len(digits), secretDigits), 0
	}
	_, _ = hex.Decode(s[:], []byte(digits)) // they are digits, and as many as fit
	return s, "", 0
}

// addSecret adds one to those before it.
func addSecret(list []Secret, s Secret) (longer []Secret, problem string) {
	if i := slices.Index(list, s); i >= 0 {
		return list, fmt.Sprintf("the same as secret %d (a roll-over needs another one)", i+1)
	}
	if len(list) == maxSecrets {
		return list, fmt.Sprintf("more than %d secrets (remove the oldest)", maxSecrets)
	}
	return append(list, s), ""
}
