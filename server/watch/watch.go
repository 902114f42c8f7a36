package watch

import (
	"errors"
	"io/fs"
	"log/slog"
	"path/filepath"
	"sync"

	"github.com/fsnotify/fsnotify"
)

// Watcher watches a set of files and folders. Make one with New; it must not
// be copied. See the package for goroutines.
type Watcher struct {
	log     *slog.Logger
	notify  *fsnotify.Watcher // nil where the kernel gives no events
	touched chan struct{}     // capacity 1: an event that concerns us
	written chan struct{}     // capacity 1: one that says that somebody writes
	changes chan struct{}     // capacity 1
	done    chan struct{}
	stop    sync.Once
	wait    sync.WaitGroup
	blind   chan struct{}           // closed when events are not to be relied on
	remote  func(dir string) string // the kind of a network file system, "" for others
	blinded sync.Once

	mu          sync.Mutex
	files, dirs []string // as they were set
	places      places   // what they come to
	refused     map[string]bool
}

// New makes a watcher that watches nothing but already ticks. Where the
// kernel gives no events it says so in the log and ticks faster; the error is
// for what is wrong beyond that, today nothing.
func New(log *slog.Logger) (*Watcher, error) {
	w := newWatcher(log)
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		w.goBlind("", err)
	} else {
		w.notify = notify
		w.wait.Go(w.readEvents)
		w.wait.Go(w.readErrors)
	}
	w.wait.Go(func() { pace(w.done, w.touched, w.written, w.blind, w.report) })
	return w, nil
}

// newWatcher is a watcher without a source of events and without goroutines.
func newWatcher(log *slog.Logger) *Watcher {
	return &Watcher{
		log: log, touched: make(chan struct{}, 1), written: make(chan struct{}, 1), changes: make(chan struct{}, 1),
		done: make(chan struct{}), blind: make(chan struct{}), remote: networkOf, refused: map[string]bool{},
	}
}

// Changes has an element when something may have changed. It is never closed.
func (w *Watcher) Changes() <-chan struct{} { return w.changes }

// Close ends the watcher and returns when its goroutines have ended. It may be
// called twice.
func (w *Watcher) Close() {
	w.stop.Do(func() {
		close(w.done)
		if w.notify != nil {
			// Its only error is that it is closed already.
			_ = w.notify.Close()
		}
	})
	w.wait.Wait()
}

// Set replaces what is watched: files by their paths, whether they exist or
// not, and folders with all that is in them. A directory that was not watched
// before counts as a change: it may have changed before the kernel was asked.
func (w *Watcher) Set(files, dirs []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.files, w.dirs = append([]string(nil), files...), append([]string(nil), dirs...)
	w.settle()
}

// report passes a change on. What moved may have been a link or a folder on
// the way to our files, so it looks again where they are, before somebody
// reads them. A change that nobody has taken yet stands for this one as well.
func (w *Watcher) report() {
	w.mu.Lock()
	w.settle()
	w.mu.Unlock()
	select {
	case w.changes <- struct{}{}:
	default:
	}
}

// settle finds out anew where the files are and has the kernel watch there.
// The caller holds mu.
func (w *Watcher) settle() {
	before := w.places
	w.places = find(w.files, w.dirs)
	if w.notify == nil {
		return
	}
	added := false
	for dir, p := range w.places {
		// Asking again is how a directory that was replaced under its name is
		// found; for one that is watched already the kernel does nothing.
		if err := w.notify.Add(dir); err != nil {
			w.cannot(dir, p, err)
			continue
		}
		if kind := w.remote(dir); kind != "" {
			w.cannot(dir, p, errors.New("it is on "+kind+", where others write"))
		} else {
			delete(w.refused, dir)
		}
		if old, ok := before[dir]; !ok || old.id != p.id {
			added = true
		}
	}
	for dir := range before {
		if _, kept := w.places[dir]; !kept {
			// A directory that is gone is not watched any more: no matter.
			_ = w.notify.Remove(dir)
		}
	}
	if added {
		w.touch()
	}
}

// cannot notes a directory that the kernel does not watch for us. The next
// tick asks again; one that has just gone, or that only leads to our files and
// may not be read by us, is no reason to tick faster. The caller holds mu.
func (w *Watcher) cannot(dir string, p *place, err error) {
	onTheWay := !p.all && len(p.names) == 0 && errors.Is(err, fs.ErrPermission)
	if onTheWay || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fsnotify.ErrClosed) || w.refused[dir] {
		return
	}
	w.refused[dir] = true
	w.goBlind(dir, err)
}

// goBlind makes the ticks faster, for good: what once could not be watched may
// be so again.
func (w *Watcher) goBlind(dir string, err error) {
	w.log.Warn("changes of files are looked for every 5 s: the kernel does not report them", "dir", dir, "error", err)
	w.blinded.Do(func() { close(w.blind) })
}

// readEvents takes the kernel's events until Close.
func (w *Watcher) readEvents() {
	for e := range w.notify.Events {
		if !w.concerns(e) {
			continue
		}
		if e.Has(fsnotify.Write) {
			tell(w.written)
		} else {
			w.touch()
		}
	}
}

// readErrors takes the errors of the event queue until Close: events are
// missing, so that anything may have changed. It has a goroutine of its own
// and takes no lock, because fsnotify may hold its own while it sends one.
func (w *Watcher) readErrors() {
	for err := range w.notify.Errors {
		if !errors.Is(err, fsnotify.ErrEventOverflow) {
			w.log.Warn("events of the file system were lost", "error", err)
		}
		w.touch()
	}
}

// concerns reports whether an event may be a change of what is watched.
func (w *Watcher) concerns(e fsnotify.Event) bool {
	if e.Op&^fsnotify.Chmod == 0 {
		return false // also sent when somebody reads attributes or removes another link
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, self := w.places[e.Name]; self {
		return true // a watched directory was removed or renamed
	}
	dir, name := filepath.Split(e.Name)
	p, ok := w.places[filepath.Clean(dir)]
	return ok && p.concerns(name)
}

// touch tells the pacer, without waiting.
func (w *Watcher) touch() { tell(w.touched) }

func tell(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
