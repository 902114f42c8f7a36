package ondisk

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestSum: in pieces it is the same.
func TestSum(t *testing.T) {
	for _, n := range []int{0, 1, piece - 1, piece, piece + 1, 3*piece + 7} {
		text := bytes.Repeat([]byte("geosrv "), n/7+1)[:n]
		if Sum(text) != sha256.Sum256(text) {
			t.Errorf("of %d octets it is another one", n)
		}
	}
}

// TestSumFile: a file is summed as its text is, as far as Read reads it.
func TestSumFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	for _, n := range []int{0, 1, piece - 1, piece, piece + 1, 3*piece + 7} {
		text := bytes.Repeat([]byte("geosrv\n"), n/7+1)[:n]
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		want := Summed{sha256.Sum256(text), int64(n), n > 0 && text[n-1] == '\n'}
		if got, err := SumFile(path, int64(n)); got != want || err != nil {
			t.Errorf("of %d octets: %v and %v, want %v", n, got, err, want)
		}
		if got, err := SumFile(path, int64(n)-2); n > 1 && (got.Size != int64(n)-1 || err != nil) {
			t.Errorf("of %d octets that should be %d: %d, %v", n, n-2, got.Size, err)
		}
	}
	if _, err := SumFile(path+"x", 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of no file: %v", err)
	}
}
