package shelf

import (
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// folderOf is the folder of a test.
type folderOf struct {
	*testing.T
	dir string
}

func (d *folderOf) path(name string) string { return filepath.Join(d.dir, name) }

func (d *folderOf) ok(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

func (d *folderOf) write(name, text string) {
	d.Helper()
	d.ok(os.WriteFile(d.path(name), []byte(text), 0o600))
}

func (d *folderOf) remove(name string) { d.Helper(); d.ok(os.Remove(d.path(name))) }

// A folder that cannot be written to is said once, and is tried again.
func TestShelfCannotWrite(t *testing.T) {
	d := &folderOf{t, t.TempDir()}
	log := new(strings.Builder)
	s := New(slog.New(slog.NewTextHandler(log, nil)), func() string { return d.path("state") })
	d.write("state", "a file")
	text := []byte("x\n")
	list := func() *List {
		return &List{Files: []File{{Kind: Zone, Path: "/nowhere", Sum: sumOf(sha256.Sum256(text)), Size: 2, Text: text}}}
	}
	s.Keep(list())
	s.write()
	s.write()
	if n := strings.Count(log.String(), "copies of the files cannot be kept"); n != 1 {
		t.Errorf("said %d times:\n%s", n, log)
	}
	d.remove("state")
	s.write()
	if got, err := read(d.path("state")); err != nil || len(got.Files) != 1 || !strings.Contains(log.String(), "copies of the files are kept again") {
		t.Errorf("%v, %v\n%s", got, err, log)
	}
}

// What is accepted right behind a write is kept soon: a server that was killed 0.9 s
// after a reload, and found its file spoilt, answered what it had been told before that
// (seed 219 of bench chaos).
func TestKeptSoonBehindAWrite(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := New(slog.New(slog.DiscardHandler), func() string { return dir })
		ctx, end := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); s.Run(ctx) }()
		for _, text := range []string{"one\n", "two\n"} {
			sum := sumOf(sha256.Sum256([]byte(text)))
			s.Keep(&List{Files: []File{{Kind: Zone, Path: "/nowhere", Sum: sum, Size: 4, Text: []byte(text)}}})
			time.Sleep(100 * time.Millisecond) // of the bubble's clock
			synctest.Wait()
			if got, err := read(dir); err != nil || len(got.Files) != 1 || got.Files[0].Sum != sum {
				t.Errorf("%q is not kept after 0.1 s: %v, %v", text, got, err)
			}
		}
		end()
		<-done
	})
}

// Whoever keeps the shelf from writing is not the disk: what is accepted right behind a
// replace that was given up was kept a second later.
func TestKeptSoonBehindARest(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := New(slog.New(slog.DiscardHandler), func() string { return dir })
		ctx, end := context.WithCancel(t.Context())
		done := make(chan struct{})
		wake, err := s.Rest(ctx)
		if err != nil {
			t.Fatal(err)
		}
		go func() { defer close(done); s.Run(ctx) }()
		keep := func(text string) (sum string) {
			sum = sumOf(sha256.Sum256([]byte(text)))
			s.Keep(&List{Files: []File{{Kind: Zone, Path: "/nowhere", Sum: sum, Size: 4, Text: []byte(text)}}})
			return sum
		}
		keep("one\n")
		time.Sleep(10 * time.Second) // of the bubble's clock
		wake()
		synctest.Wait()
		sum := keep("two\n")
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if got, err := read(dir); err != nil || len(got.Files) != 1 || got.Files[0].Sum != sum {
			t.Errorf("not kept after 0.1 s: %v, %v", got, err)
		}
		end()
		<-done
	})
}

// A disk that takes less than 50 ms is written to for a twentieth of the time, and what
// waits does so for a second at most.
func TestRestAfter(t *testing.T) {
	for took, want := range map[time.Duration]time.Duration{
		0: 50 * time.Millisecond, time.Millisecond: 50 * time.Millisecond, 4 * time.Millisecond: 80 * time.Millisecond,
		20 * time.Millisecond: 400 * time.Millisecond, 50 * time.Millisecond: time.Second, 51 * time.Millisecond: time.Second, time.Hour: time.Second, 1<<63 - 1: time.Second,
	} {
		if got := restAfter(took); got != want {
			t.Errorf("after %v: %v, want %v", took, got, want)
		}
	}
}

// Of what is too large the largest is left out.
func TestKeptBound(t *testing.T) {
	l := &List{Files: []File{{Path: "a", Size: 5}, {Path: "b", Size: 50}, {Path: "c", Size: 7}}}
	if left := l.bound(12); len(left) != 1 || left[0].Path != "b" || len(l.Files) != 2 {
		t.Errorf("%v left out of %v", left, l.Files)
	}
}

// A folder that somebody chose may have files of his: nothing is taken away that is no
// copy of ours.
func TestKeptLeavesFilesOfOthers(t *testing.T) {
	d := &folderOf{t, t.TempDir()}
	old := strings.Repeat("0a", sha256.Size)
	ours := []string{old, "." + old + ".new", old + ".geo", "." + old + ".geo.new"}
	others := []string{"letters.txt", ".profile", "deadbeef", "deadbeef.geo", ".note.new", strings.ToUpper(old)}
	d.ok(os.MkdirAll(d.path("state/kept"), 0o700))
	for _, name := range append(ours, others...) {
		d.write("state/kept/"+name, "x")
	}
	d.ok(new(List).write(d.path("state")))
	for _, name := range others {
		if _, err := os.Stat(d.path("state/kept/" + name)); err != nil {
			t.Error(err)
		}
	}
	for _, name := range ours {
		if _, err := os.Stat(d.path("state/kept/" + name)); err == nil {
			t.Errorf("%s is still there", name)
		}
	}
}

// A list that lies about a size, or names what is no file, has nobody take memory for
// it, or wait.
func TestKeptSizeOfAnother(t *testing.T) {
	d := &folderOf{t, t.TempDir()}
	sum := strings.Repeat("0a", sha256.Size)
	d.ok(os.MkdirAll(d.path("kept"), 0o700))
	d.write("kept/"+sum, "x")
	for name, size := range map[string]int64{"too large": maxKept, "too small": 0} {
		if _, err := (&File{Sum: sum, Size: size}).read(d.dir); !errors.Is(err, ErrCopy) {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.remove("kept/" + sum)
	d.ok(os.Symlink("/dev/zero", d.path("kept/"+sum)))
	if _, err := (&File{Sum: sum, Size: 9}).read(d.dir); !errors.Is(err, ErrCopy) {
		t.Errorf("a link: %v", err)
	}
}

// A list that is damaged is told as what it is.
func TestDamagedListIsNoStateFile(t *testing.T) {
	d := &folderOf{t, t.TempDir()}
	d.ok(os.MkdirAll(d.path("kept"), 0o700))
	d.ok(new(List).write(d.dir))
	text, err := os.ReadFile(d.path("kept/list"))
	d.ok(err)
	d.write("kept/list", string(text)+"x")
	log := new(strings.Builder)
	if l, _ := New(slog.New(slog.NewTextHandler(log, nil)), func() string { return d.dir }).TakeUp(d.dir, nil); l != nil {
		t.Errorf("taken up: %+v", l)
	}
	want := `error="it cannot be used: its sum is wrong, it was not written by us or not in full"`
	if !strings.Contains(log.String(), `msg="the list of kept files cannot be used"`) || !strings.Contains(log.String(), want) {
		t.Error(log)
	}
}
