package ondisk

import (
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"syscall"
)

// piece is how much is summed in one go.
const piece = 64 << 10

// Sum is the SHA-256 of a text, as [sha256.Sum256] has it. That one sums all of it in
// one go, during which Go can stop nobody: where a collection begins meanwhile,
// everything stands still, the answers to queries too, for 30 ms of a million records.
func Sum(text []byte) (sum [sha256.Size]byte) {
	h := sha256.New()
	for len(text) > piece {
		h.Write(text[:piece])
		text = text[piece:]
	}
	h.Write(text)
	return [sha256.Size]byte(h.Sum(nil))
}

// Summed is what SumFile says of a file.
type Summed struct {
	Sum  [sha256.Size]byte // SHA-256
	Size int64             // octets that were read
	Ends bool              // its last octet is a line feed
}

// SumFile is Sum of what Read reads, piece by piece.
func SumFile(path string, size int64) (of Summed, err error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return Summed{}, Bare(err)
	}
	defer f.Close()
	h, b := sha256.New(), make([]byte, piece)
	for from := io.LimitReader(f, size+1); ; {
		n, err := from.Read(b)
		h.Write(b[:n])
		if of.Size += int64(n); n > 0 {
			of.Ends = b[n-1] == '\n'
		}
		switch {
		case errors.Is(err, io.EOF):
			of.Sum = [sha256.Size]byte(h.Sum(nil))
			return of, nil
		case err != nil:
			return Summed{}, Bare(err)
		}
	}
}
