package ondisk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// maxSealed is how many octets a sealed file may have.
const maxSealed = 256 << 20

// ErrSealed says that a sealed text cannot be used. It stands in front of the reason;
// what kind of text it is says who reads it.
var ErrSealed = errors.New("it cannot be used")

// Seal is a value as JSON behind a head with a word that says what it is, and the
// version of its fields:
//
//	WORD VERSION sha256=HEX
//	{"some": ...}
func Seal(word string, version int, value any) ([]byte, error) {
	body, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	head := fmt.Appendf(nil, "%s %d sha256=%x\n", word, version, Sum(body))
	return append(append(head, body...), '\n'), nil
}

// Unseal reads a text of Seal into a value. The error is ErrSealed with the reason.
func Unseal(word string, version int, text []byte, into any) error {
	head, body, found := bytes.Cut(text, []byte("\n"))
	var is int
	var sum string
	if n, _ := fmt.Sscanf(string(head), word+" %d sha256=%64s", &is, &sum); !found || n != 2 {
		return fmt.Errorf("%w: it does not begin as one", ErrSealed)
	}
	if is != version {
		return fmt.Errorf("%w: it is of version %d, this geosrv writes %d", ErrSealed, is, version)
	}
	body = bytes.TrimSuffix(body, []byte("\n"))
	if fmt.Sprintf("%x", Sum(body)) != sum {
		return fmt.Errorf("%w: its sum is wrong, it was not written by us or not in full", ErrSealed)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("%w: %w", ErrSealed, err)
	}
	return nil
}

// ReadSealed reads a file with a text of Seal into a value. The error is ErrSealed with
// the reason, or that of a file that cannot be read.
func ReadSealed(path, word string, version int, into any) error {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSealed)) // what is cut has another sum
	if err != nil {
		return err
	}
	return Unseal(word, version, text, into)
}
