package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
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
	head := fmt.Appendf(nil, "geosrv-state %d sha256=%x\n", stateVersion, sha256.Sum256(body))
	return append(append(head, body...), '\n'), nil
}

// decodeState reads a state file. The error is errBadState with the reason.
func decodeState(text []byte) (*remembered, error) {
	head, body, found := bytes.Cut(text, []byte("\n"))
	var version int
	var sum string
	if n, _ := fmt.Sscanf(string(head), "geosrv-state %d sha256=%64s", &version, &sum); !found || n != 2 {
		return nil, fmt.Errorf("%w: it does not begin as one", errBadState)
	}
	if version != stateVersion {
		return nil, fmt.Errorf("%w: it is of version %d, this geosrv writes %d", errBadState, version, stateVersion)
	}
	body = bytes.TrimSuffix(body, []byte("\n"))
	if fmt.Sprintf("%x", sha256.Sum256(body)) != sum {
		return nil, fmt.Errorf("%w: its sum is wrong, it was not written by us or not in full", errBadState)
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
	f, err := os.OpenFile(filepath.Join(dir, stateFile), os.O_RDONLY|unix.O_NONBLOCK, 0) // nobody waits for the other end of a pipe
	if errors.Is(err, fs.ErrNotExist) {
		return new(remembered), nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxState))
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

// writeState puts a state file in place, so that after a crash at any moment
// there is either the one of before or this one. One at a time may write: what a
// crash leaves behind has the name that the next one takes.
func writeState(dir string, text []byte) (err error) {
	f, err := os.OpenFile(filepath.Join(dir, "."+stateFile+".new"), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), filepath.Join(dir, stateFile)); err != nil {
		return err
	}
	return syncDir(dir)
}

// syncDir makes a rename in a folder last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
