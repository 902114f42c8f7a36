package server

import (
	"strings"
	"testing"
)

func TestListed(t *testing.T) {
	var many []string
	for range maxKeys + 2 {
		many = append(many, "k")
	}
	if got, want := listed(many), strings.Repeat("k; ", maxKeys)+"and 2 more"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := listed([]string{"tcp/tcp 192.0.2.1:80", "b"}); got != "tcp/tcp 192.0.2.1:80; b" {
		t.Errorf("got %q", got)
	}
}
