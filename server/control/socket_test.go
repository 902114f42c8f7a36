package control

import (
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// leave leaves a socket behind on which nobody answers.
func leave(t *testing.T, path string) {
	t.Helper()
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	l.SetUnlinkOnClose(false)
	l.Close()
}

func listen(path string) (*Server, error) {
	return Listen(path, slog.New(slog.DiscardHandler), NewUsers(), table())
}

func asks(t *testing.T, path string) error {
	t.Helper()
	return NewClient(path).Ask(t.Context(), "echo", nil, nil)
}

// A socket has its mode, takes the place of a stale one, keeps it against
// another server, and is gone behind Close.
func TestSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	leave(t, path)
	leave(t, path+".new") // of one that was killed
	s, err := listen(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode() != fs.ModeSocket|0o660 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	want := path + ": another process answers there (end it, or choose another path)"
	if _, err := listen(path); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if err := asks(t, path); err != nil {
		t.Error(err)
	}
	s.Close()
	s.Close()
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("behind Close the file is there: %v", err)
	}
	if files, _ := os.ReadDir(filepath.Dir(path)); len(files) != 0 {
		t.Errorf("left behind: %v", files)
	}
}

// Close leaves alone what somebody else put at the path.
func TestCloseOfAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	first, err := listen(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	second, err := listen(path)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	first.Close()
	if err := asks(t, path); err != nil {
		t.Error(err)
	}
}

// Paths that cannot be had, and why.
func TestNoSocket(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	none, long := filepath.Join(dir, "none"), filepath.Join(dir, strings.Repeat("x", 100))
	for path, want := range map[string]string{
		file:                     file + ": there is a file that is no socket (remove it, or choose another path)",
		filepath.Join(none, "s"): none + ": no such file or directory (make the folder, or choose another one)",
		long:                     "octets, more than 100 (choose a shorter one)",
	} {
		if _, err := listen(path); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	if text, _ := os.ReadFile(file); string(text) != "precious" {
		t.Error("the file was touched")
	}
}

// Of many servers that start at once on a stale socket, one has it.
func TestSocketRace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	leave(t, path)
	got := make(chan *Server)
	for range 8 {
		go func() {
			s, err := listen(path)
			if err != nil {
				s = nil
			}
			got <- s
		}()
	}
	n := 0
	for range 8 {
		if s := <-got; s != nil {
			n++
			defer s.Close()
		}
	}
	if n != 1 {
		t.Errorf("%d servers have the socket", n)
	}
	if err := asks(t, path); err != nil {
		t.Error(err)
	}
}
