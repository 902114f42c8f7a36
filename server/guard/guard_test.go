package guard

import (
	"errors"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	v, err := Read(func() (*int, error) { panic("oops") })
	if v != nil || err == nil || !strings.HasPrefix(err.Error(), "a bug of geosrv, met in reading this: oops\n") {
		t.Errorf("got %v, %v", v, err)
	}
	want := errors.New("no")
	if _, err := Read(func() (*int, error) { return nil, want }); err != want {
		t.Errorf("got %v, want %v", err, want)
	}
}
