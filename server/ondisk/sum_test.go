package ondisk

import (
	"bytes"
	"crypto/sha256"
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
