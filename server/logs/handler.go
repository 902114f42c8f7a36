package logs

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"time"
)

// press makes lines of records. Make it with newPress; it must not be copied.
// Safe for concurrent use.
type press struct {
	journal bool
	shape   slog.Handler // writes to line

	mu   sync.Mutex
	line bytes.Buffer
}

func newPress(o Options) *press {
	p := &press{journal: o.Journal}
	opts := &slog.HandlerOptions{}
	if o.Journal {
		opts.ReplaceAttr = withoutTime
	}
	if o.Format == JSON {
		p.shape = slog.NewJSONHandler(&p.line, opts)
	} else {
		p.shape = slog.NewTextHandler(&p.line, opts)
	}
	return p
}

// withoutTime leaves out what the journal knows itself.
func withoutTime(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

// make makes a line of a record by a shape, which is that of the press with
// attributes perhaps.
func (p *press) make(ctx context.Context, shape slog.Handler, r slog.Record) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line.Reset()
	if p.journal {
		p.line.WriteString(priority(r.Level))
	}
	err := shape.Handle(ctx, r)
	return bytes.Clone(p.line.Bytes()), err
}

// missing is the line that stands for those that were dropped.
func (p *press) missing(n uint64) []byte {
	r := slog.NewRecord(time.Now(), slog.LevelWarn, "lines of the log are missing here: nobody took them in time", 0)
	r.AddAttrs(slog.Uint64("lines", n))
	line, _ := p.make(context.Background(), p.shape, r) // it fails only if the buffer does
	return line
}

// priority is the prefix of a level (sd-daemon(3)).
func priority(l slog.Level) string {
	switch {
	case l >= slog.LevelError:
		return "<3>"
	case l >= slog.LevelWarn:
		return "<4>"
	case l >= slog.LevelInfo:
		return "<6>"
	}
	return "<7>"
}

// handler implements slog.Handler. A value that is not changed.
type handler struct {
	log   *Log
	shape slog.Handler
}

// Dropped is that of the log.
func (h *handler) Dropped() uint64 { return h.log.Dropped() }

// Enabled implements slog.Handler.
func (h *handler) Enabled(ctx context.Context, l slog.Level) bool { return h.shape.Enabled(ctx, l) }

// Handle implements slog.Handler.
func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	line, err := h.log.press.make(ctx, h.shape, r)
	if err == nil {
		h.log.put(line)
	}
	return err
}

// WithAttrs implements slog.Handler.
func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &handler{h.log, h.shape.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h *handler) WithGroup(name string) slog.Handler {
	return &handler{h.log, h.shape.WithGroup(name)}
}
