package state

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"geosrv/server/ondisk"
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
)

// Encode writes the text of a state file.
func Encode(m *Memory) ([]byte, error) { return ondisk.Seal(stateWord, stateVersion, m) }

// Decode reads the text of a state file. The error is ondisk.ErrSealed with the reason.
func Decode(text []byte) (*Memory, error) {
	m := new(Memory)
	if err := ondisk.Unseal(stateWord, stateVersion, text, m); err != nil {
		return nil, fmt.Errorf("the state file: %w", err)
	}
	return m, nil
}

// read reads the state file of a folder; nothing is remembered where there
// is none.
func read(dir string) (*Memory, error) {
	m := new(Memory)
	err := ondisk.ReadSealed(filepath.Join(dir, stateFile), stateWord, stateVersion, m)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the state file: %w", err)
	}
	return m, nil
}

// setAside moves a bad state file out of the way, where a person can look at it.
func setAside(dir string) (to string, err error) {
	to = filepath.Join(dir, stateFile+".bad")
	return to, os.Rename(filepath.Join(dir, stateFile), to)
}
