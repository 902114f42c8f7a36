package logs

import (
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// What may wait to be written. One more is dropped.
const (
	mostLines  = 4096
	mostOctets = 1 << 20
)

// flushTime is how long Close waits for somebody to take what is left.
const flushTime = time.Second

// Format is how lines are written.
type Format string

// The formats.
const (
	Text Format = "text" // key=value, as of slog.TextHandler
	JSON Format = "json" // an object on each line
)

// Options say how to write. The zero value is text for people.
type Options struct {
	Format Format
	// Journal writes for systemd: no times, and priorities in front.
	Journal bool
}

// Log writes lines, one after the other. Make one with Open; it must not be
// copied.
type Log struct {
	out     io.Writer
	press   *press
	queue   chan entry
	dropped atomic.Uint64

	mu      sync.Mutex
	waiting int    // octets in queue
	gap     uint64 // lines that were dropped since the last that was queued
	closed  bool

	quit chan struct{}
	done chan struct{}
}

// entry is a line, and how many are missing in front of it.
type entry struct {
	line    []byte
	missing uint64
}

// Open makes a log that writes to out.
func Open(out io.Writer, o Options) *Log {
	l := &Log{out: out, queue: make(chan entry, mostLines), quit: make(chan struct{}), done: make(chan struct{})}
	l.press = newPress(o)
	go l.run()
	return l
}

// Logger is what others log with. Its handler has a method Dropped() uint64.
func (l *Log) Logger() *slog.Logger { return slog.New(&handler{l, l.press.shape}) }

// Dropped is how many lines nobody took in time, or could not be written.
func (l *Log) Dropped() uint64 { return l.dropped.Load() }

// Close writes what waits, for a second at most. What is logged behind it is
// dropped. It may be called twice.
func (l *Log) Close() {
	l.mu.Lock()
	if !l.closed {
		close(l.quit)
	}
	l.closed = true
	l.mu.Unlock()
	late := time.NewTimer(flushTime)
	defer late.Stop()
	select {
	case <-l.done:
	case <-late.C:
	}
}

// put queues a line. It never waits for who reads.
func (l *Log) put(line []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waiting+len(line) <= mostOctets && !l.closed {
		select {
		case l.queue <- entry{line, l.gap}:
			l.waiting += len(line)
			l.gap = 0
			return
		default:
		}
	}
	l.gap++
	l.dropped.Add(1)
}

// run writes until the log is closed, and then what is left.
func (l *Log) run() {
	defer close(l.done)
	for {
		select {
		case e := <-l.queue:
			l.write(e)
		case <-l.quit:
			l.rest()
			return
		}
	}
}

// rest writes what is left.
func (l *Log) rest() {
	for {
		select {
		case e := <-l.queue:
			l.write(e)
		default:
			l.mu.Lock()
			last := entry{missing: l.gap}
			l.mu.Unlock()
			l.write(last)
			return
		}
	}
}

// write writes a line, and in front of it how many are missing. What cannot be
// written is missing too.
func (l *Log) write(e entry) {
	l.mu.Lock()
	l.waiting -= len(e.line)
	l.mu.Unlock()
	text := e.line
	if e.missing > 0 {
		text = append(l.press.missing(e.missing), e.line...)
	}
	if len(text) == 0 {
		return
	}
	if _, err := l.out.Write(text); err != nil {
		l.dropped.Add(1)
	}
}
