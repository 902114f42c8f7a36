package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Bounds of a hook.
const (
	// HookTime is how long one call may take.
	HookTime = 5 * time.Second
	// hookQueue is how many events wait while one is told; more are dropped.
	hookQueue = 64
)

// Target is who is told of events: a command, which gets the event as one line of JSON
// on its standard input, or a URL, to which it is posted. The zero value is nobody.
type Target struct {
	Exec []string // the command and its arguments; no shell
	URL  string
}

func (t Target) none() bool { return len(t.Exec) == 0 && t.URL == "" }

// String is the target for a log: the command, or the host, because the rest of a
// web address may be a secret.
func (t Target) String() string {
	if u, err := url.Parse(t.URL); err == nil && u.Host != "" {
		return u.Scheme + "://" + u.Host
	}
	return strings.Join(t.Exec[:min(1, len(t.Exec))], "")
}

// Hook tells somebody of each event, once, one event at a time. Nobody waits for
// it: what does not fit into its queue is dropped and counted. Make it with
// NewHook; it must not be copied. Its methods may be called from any goroutine.
type Hook struct {
	log                *slog.Logger
	queue              chan Event
	drops, told, fails atomic.Uint64
	end                context.CancelFunc
	done               sync.WaitGroup

	mu     sync.Mutex
	target Target
}

// NewHook makes a hook that tells nobody yet.
func NewHook(log *slog.Logger) *Hook {
	ctx, end := context.WithCancel(context.Background())
	h := &Hook{log: log, queue: make(chan Event, hookQueue), end: end}
	h.done.Go(func() { h.run(ctx) })
	return h
}

// Set says who is told from now on.
func (h *Hook) Set(t Target) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.target = t
}

func (h *Hook) whom() Target {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.target
}

// Drops is how many events nobody was told of, because too many waited.
func (h *Hook) Drops() uint64 { return h.drops.Load() }

// Told is how many events somebody was told of.
func (h *Hook) Told() uint64 { return h.told.Load() }

// Fails is how many calls failed.
func (h *Hook) Fails() uint64 { return h.fails.Load() }

// Close ends the hook; a call under way is given up.
func (h *Hook) Close() {
	h.end()
	h.done.Wait()
}

// tell queues an event. It never blocks.
func (h *Hook) tell(e Event) {
	if h.whom().none() {
		return
	}
	select {
	case h.queue <- e:
	default:
		if h.drops.Add(1) == 1 {
			h.log.Warn("the hook is too slow: events are dropped", "waiting", hookQueue)
		}
	}
}

// run tells, one event after the other, until ctx is done.
func (h *Hook) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-h.queue:
			t := h.whom()
			if t.none() {
				continue
			}
			switch err := h.call(ctx, t, e); {
			case err == nil:
				h.told.Add(1)
			case ctx.Err() == nil:
				h.fails.Add(1)
				h.log.Warn("the hook failed", "hook", t.String(), "error", err)
			}
		}
	}
}

// call tells a target of one event. A line feed ends it, so that a command may append
// what it gets to a file.
func (h *Hook) call(ctx context.Context, t Target, e Event) error {
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	text = append(text, '\n')
	ctx, end := context.WithTimeout(ctx, HookTime)
	defer end()
	if t.URL != "" {
		return post(ctx, t.URL, text)
	}
	return command(ctx, t.Exec, text)
}

// command runs a command with the event on its standard input. At its time it is
// killed with all that it started.
func command(ctx context.Context, words []string, text []byte) error {
	run := exec.CommandContext(ctx, words[0], words[1:]...)
	run.Stdin = bytes.NewReader(text)
	run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	run.Cancel = func() error { return syscall.Kill(-run.Process.Pid, syscall.SIGKILL) }
	run.WaitDelay = time.Second
	err := run.Run()
	if ctx.Err() != nil {
		return fmt.Errorf("it took longer than %s", HookTime)
	}
	return err
}

// post sends the event to a URL. Every 2xx is success; redirects are not
// followed.
func post(ctx context.Context, to string, text []byte) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(text))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	if bad := (*url.Error)(nil); errors.As(err, &bad) {
		return bad.Err // without the address
	}
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("it answered %s", response.Status)
	}
	return nil
}

// Tell has a hook told of every event from now on. It must be called before the
// first of them.
func (j *Journal) Tell(h *Hook) { j.hook = h }
