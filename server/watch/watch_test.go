package watch

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
)

// within is how soon a change must be seen.
const within = 4 * time.Second

func change(t *testing.T, w *Watcher) {
	t.Helper()
	select {
	case <-w.Changes():
	case <-time.After(within):
		t.Fatalf("no change within %s", within)
	}
}

// watching is a watcher that has settled on its files: the change that a new
// directory means is taken.
func watching(t *testing.T, files, dirs []string) *Watcher {
	t.Helper()
	w, err := New(slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(w.Close)
	w.Set(files, dirs)
	change(t, w)
	return w
}

// Each way in which programs change files is a change.
func TestWatchFile(t *testing.T) {
	for name, do := range map[string]func(t *testing.T, dir, file string){
		"write in place": func(t *testing.T, _, file string) { write(t, file, "new") },
		"append": func(t *testing.T, _, file string) {
			f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
			must(t, err)
			_, err = f.WriteString("more")
			must(t, err)
			must(t, f.Close())
		},
		"truncate": func(t *testing.T, _, file string) { must(t, os.Truncate(file, 0)) },
		"rename over it": func(t *testing.T, dir, file string) {
			write(t, filepath.Join(dir, "new"), "new")
			must(t, os.Rename(filepath.Join(dir, "new"), file))
		},
		"an older file by rename": func(t *testing.T, dir, file string) {
			old := filepath.Join(dir, "old")
			write(t, old, "old")
			must(t, os.Chtimes(old, time.Unix(1, 0), time.Unix(1, 0)))
			must(t, os.Rename(old, file))
		},
		"an editor's backup": func(t *testing.T, _, file string) {
			must(t, os.Rename(file, file+"~"))
			write(t, file, "new")
		},
		"remove": func(t *testing.T, _, file string) { must(t, os.Remove(file)) },
		"the folder replaced": func(t *testing.T, dir, file string) {
			write(t, filepath.Join(dir+".new", filepath.Base(file)), "new")
			must(t, os.Rename(dir, dir+".old"))
			must(t, os.Rename(dir+".new", dir))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(folder(t), "zones")
			file := filepath.Join(dir, "x.zone")
			write(t, file, "x")
			w := watching(t, []string{file}, nil)
			do(t, dir, file)
			change(t, w)
		})
	}
}

// A folder that took another's place is watched like the first.
func TestWatchFolderReplaced(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), "zones")
	file := filepath.Join(dir, "x.zone")
	write(t, file, "x")
	w := watching(t, []string{file}, nil)
	write(t, filepath.Join(dir+".new", "x.zone"), "new")
	must(t, os.Rename(dir, dir+".old"))
	must(t, os.Rename(dir+".new", dir))
	change(t, w)
	change(t, w) // the new directory is one that was not watched before
	write(t, file, "newer")
	change(t, w)
}

func TestWatchLinkSwap(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	for _, v := range []string{"..1", "..2"} {
		write(t, filepath.Join(dir, v, "x.zone"), v)
	}
	must(t, os.Symlink("..1", filepath.Join(dir, "..data")))
	must(t, os.Symlink("..data/x.zone", filepath.Join(dir, "x.zone")))
	w := watching(t, []string{filepath.Join(dir, "x.zone")}, nil)
	must(t, os.Symlink("..2", filepath.Join(dir, "..tmp")))
	must(t, os.Rename(filepath.Join(dir, "..tmp"), filepath.Join(dir, "..data")))
	change(t, w)
	change(t, w) // ..2 is watched from now on
	write(t, filepath.Join(dir, "..2", "x.zone"), "3")
	change(t, w)
}

func TestWatchFileToCome(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	w := watching(t, []string{filepath.Join(dir, "a", "b", "x.zone")}, nil)
	must(t, os.Mkdir(filepath.Join(dir, "a"), 0o755))
	change(t, w)
	change(t, w) // a is watched from now on
	write(t, filepath.Join(dir, "a", "b", "x.zone"), "x")
	change(t, w)
}

func TestWatchFolder(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	w := watching(t, nil, []string{dir})
	write(t, filepath.Join(dir, "new.zone"), "x")
	change(t, w)
	must(t, os.Remove(filepath.Join(dir, "new.zone")))
	change(t, w)
}

func TestWatchSetAgain(t *testing.T) {
	t.Parallel()
	one, two := folder(t), folder(t)
	w := watching(t, []string{filepath.Join(one, "x")}, nil)
	w.Set([]string{filepath.Join(two, "x")}, nil)
	change(t, w)
	if w.concerns(fsnotify.Event{Name: filepath.Join(one, "x"), Op: fsnotify.Write}) {
		t.Error("what is not set any more still counts")
	}
	write(t, filepath.Join(two, "x"), "x")
	change(t, w)
}

func TestConcerns(t *testing.T) {
	w := newWatcher(slog.New(slog.DiscardHandler))
	w.Set([]string{"/nowhere/x.zone"}, nil)
	w.places = places{"/z": {names: map[string]bool{"x": true}, ways: map[string]bool{"..data": true}}}
	for _, c := range []struct {
		event fsnotify.Event
		want  bool
	}{
		{fsnotify.Event{Name: "/z/x", Op: fsnotify.Write}, true},
		{fsnotify.Event{Name: "/z/x", Op: fsnotify.Remove}, true},
		{fsnotify.Event{Name: "/z/x", Op: fsnotify.Chmod}, false},
		{fsnotify.Event{Name: "/z/x", Op: fsnotify.Chmod | fsnotify.Write}, true},
		{fsnotify.Event{Name: "/z/..data", Op: fsnotify.Create}, true},
		{fsnotify.Event{Name: "/z/y", Op: fsnotify.Write}, false},
		{fsnotify.Event{Name: "/other/x", Op: fsnotify.Write}, false},
		{fsnotify.Event{Name: "/z", Op: fsnotify.Remove}, true},
		{fsnotify.Event{}, false},
	} {
		if got := w.concerns(c.event); got != c.want {
			t.Errorf("%v: %t, want %t", c.event, got, c.want)
		}
	}
}

// records is a log that tests can read while it is written.
type records struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (r *records) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.Write(p)
}

func (r *records) count(text string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Count(r.b.String(), text)
}

// A queue that overflowed has lost events of anything.
func TestOverflowIsAChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log records
		w := newWatcher(slog.New(slog.NewTextHandler(&log, nil)))
		w.notify = &fsnotify.Watcher{Errors: make(chan error)}
		go w.readErrors()
		go pace(w.done, w.touched, w.written, w.blind, w.report)
		w.notify.Errors <- fsnotify.ErrEventOverflow
		time.Sleep(quiet + time.Millisecond)
		synctest.Wait()
		select {
		case <-w.Changes():
		default:
			t.Error("no change")
		}
		if n := log.count("lost"); n != 0 {
			t.Errorf("an overflow was logged %d times; it is nothing that a person can mend", n)
		}
		close(w.notify.Errors)
		close(w.done)
	})
}

// Without events the ticks go on, faster, and one warning says so.
func TestWithoutEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log records
		w := newWatcher(slog.New(slog.NewTextHandler(&log, nil)))
		go pace(w.done, w.touched, w.written, w.blind, w.report)
		w.Set([]string{"/nowhere/x.zone"}, nil)
		w.mu.Lock()
		for range 2 {
			w.cannot("/z", &place{all: true}, errors.New("no space left on device"))
		}
		w.mu.Unlock()
		start := time.Now()
		<-w.Changes()
		if got := time.Since(start); got != 5*time.Second {
			t.Errorf("a tick after %s, want 5s", got)
		}
		if n := log.count("level=WARN"); n != 1 {
			t.Errorf("%d warnings, want 1", n)
		}
		close(w.done)
	})
}

func TestCloseTwice(t *testing.T) {
	w, err := New(slog.New(slog.DiscardHandler))
	must(t, err)
	w.Set(nil, []string{t.TempDir()})
	w.Close()
	w.Close()
	w.Set(nil, []string{t.TempDir()}) // after Close nothing happens
}

// On a network file system others write without a word from our kernel.
func TestNetworkFileSystem(t *testing.T) {
	var log records
	w, err := New(slog.New(slog.NewTextHandler(&log, nil)))
	must(t, err)
	defer w.Close()
	w.remote = func(string) string { return "NFS" }
	w.Set(nil, []string{t.TempDir()})
	select {
	case <-w.blind:
	default:
		t.Error("the ticks are not faster")
	}
	if n := log.count("it is on NFS, where others write"); n == 0 {
		t.Error("nobody is told")
	}
}

// A file that is copied slowly is not reported before it is whole.
func TestSlowCopy(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	file := filepath.Join(dir, "x.zone")
	write(t, file, "x")
	w := watching(t, []string{file}, nil)
	f, err := os.Create(file)
	must(t, err)
	for range 3 { // longer than the quiet time of a rename
		_, err := f.WriteString("part\n")
		must(t, err)
		select {
		case <-w.Changes():
			t.Error("half a file is reported")
		case <-time.After(2 * quiet):
		}
	}
	must(t, f.Close())
	change(t, w)
}
