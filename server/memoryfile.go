package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// The state file is one line that says what follows, and JSON:
//
//	geosrv-state 1 sha256=HEX
//	{"states": ...}
//
// The version is that of the words and fields: a file of another version, or one
// of which the sum is wrong, is set aside.
const (
	stateFile    = "state"
	stateWord    = "geosrv-state"
	stateVersion = 1
	maxState     = 256 << 20 // octets
)

// errBadState says that a state file cannot be used.
var errBadState = errors.New("the state file cannot be used")

// encodeState writes a state file.
func encodeState(m *remembered) ([]byte, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	return seal(stateWord, stateVersion, body), nil
}

// decodeState reads a state file. The error is errBadState with the reason.
func decodeState(text []byte) (*remembered, error) {
	body, err := unseal(stateWord, stateVersion, text)
	if err != nil {
		return nil, err
	}
	m := new(remembered)
	if err := json.Unmarshal(body, m); err != nil {
		return nil, fmt.Errorf("%w: %w", errBadState, err)
	}
	return m, nil
}

// readState reads the state file of a folder; nothing is remembered where there
// is none.
func readState(dir string) (*remembered, error) {
	text, err := readBounded(filepath.Join(dir, stateFile))
	if errors.Is(err, fs.ErrNotExist) {
		return new(remembered), nil
	}
	if err != nil {
		return nil, err
	}
	return decodeState(text)
}

// setAside moves a bad state file out of the way, where a person can look at it.
func setAside(dir string) (to string, err error) {
	to = filepath.Join(dir, stateFile+".bad")
	return to, os.Rename(filepath.Join(dir, stateFile), to)
}

// writeState puts a state file in place: see putFile.
func writeState(dir string, text []byte) error { return putFile(dir, stateFile, text) }

// syncDir makes a rename in a folder last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
