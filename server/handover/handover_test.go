package handover

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func pair(t *testing.T) (a, b *Conn) {
	t.Helper()
	a, f, err := Pair()
	if err != nil {
		t.Fatal(err)
	}
	if b, err = NewConn(f); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close(); b.Close() })
	return a, b
}

// TestFilesGoAlong: more files than one message takes, and a word longer than the
// kernel's buffer, come whole, and in order.
func TestFilesGoAlong(t *testing.T) {
	a, b := pair(t)
	var files []*os.File
	for i := range 2*filesAtOnce + 1 {
		f, err := os.Create(filepath.Join(t.TempDir(), "f"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.Write([]byte{byte(i), byte(i >> 8)}); err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	sent := make(chan error, 1)
	long := strings.Repeat("x", 1<<20)
	go func() {
		sent <- errors.Join(a.Send(t.Context(), Word{Version: long}, files...), a.Send(t.Context(), Word{Version: "next"}))
	}()
	var w Word
	got, err := b.Receive(t.Context(), &w)
	if err != nil || len(got) != 2*filesAtOnce+1 || w.Version != long {
		t.Fatalf("%d files, %d octets, %v", len(got), len(w.Version), err)
	}
	defer closeAll(got)
	for i, f := range got {
		text := make([]byte, 2)
		if _, err := f.ReadAt(text, 0); err != nil || int(text[0])|int(text[1])<<8 != i {
			t.Errorf("file %d is %v, %v", i, text, err)
		}
	}
	if files, err := b.Receive(t.Context(), &w); err != nil || w.Version != "next" || files != nil {
		t.Errorf("%v, %v, %v", w, files, err)
	}
	if err := <-sent; err != nil {
		t.Error(err)
	}
}

func TestTheOtherEndIsGone(t *testing.T) {
	a, b := pair(t)
	a.Close()
	if _, err := b.Receive(t.Context(), &Word{}); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}

func TestNobodyWaitsForEver(t *testing.T) {
	_, b := pair(t)
	ctx, end := context.WithTimeout(t.Context(), time.Millisecond)
	defer end()
	if _, err := b.Receive(ctx, &Word{}); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
}

func TestStrangers(t *testing.T) {
	a, b := pair(t)
	if _, err := a.unix.Write([]byte("GET / HTTP/1.1\r\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Receive(t.Context(), &Word{}); err == nil || !strings.Contains(err.Error(), "this is no geosrv") {
		t.Error(err)
	}
	want := "geosrv 9.9 hands over by protocol 7, and this one takes over by 1 (restart instead)"
	if err := (Hello{Protocol: 7, Version: "9.9"}).Check(); err == nil || err.Error() != want {
		t.Error(err)
	}
}

func TestWords(t *testing.T) {
	w := Refusing(errors.Join(errors.New("one"), errors.New("two")))
	if err := w.Err(); len(w.Problems) != 2 || err == nil || err.Error() != "one\ntwo" {
		t.Errorf("%v, %v", w, err)
	}
	if err := (Word{}).Err(); err != nil {
		t.Error(err)
	}
}
