package status

import (
	"encoding/json"
	"net/http"
	"time"
)

// How a stream is kept.
const (
	takeTime  = 5 * time.Second  // a watcher that takes nothing for so long is dropped
	aliveTime = 15 * time.Second // without news there is a word, so that both ends know
	// retry is how long a page waits until it comes again, in milliseconds.
	retry = "retry: 1000\n\n"
)

// ServeHTTP is one stream.
func (f *feed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // a proxy in between must not collect
	if r.Method == http.MethodHead {
		return
	}
	if !f.enter() {
		h.Set("Retry-After", "10")
		http.Error(w, "too many are watching", http.StatusServiceUnavailable)
		return
	}
	defer f.leave()
	to := http.NewResponseController(w)
	say := func(text []byte) bool {
		if to.SetWriteDeadline(time.Now().Add(takeTime)) != nil {
			return false
		}
		_, err := w.Write(text)
		return err == nil && to.Flush() == nil
	}
	// What http.Server said of reading the request was for its headers.
	if to.SetReadDeadline(time.Time{}) != nil || !say([]byte(retry)) {
		return
	}
	f.tell(r, say)
}

// tell tells a watcher everything, and then what changes, until one of both ends.
func (f *feed) tell(r *http.Request, say func([]byte) bool) {
	alive := time.NewTicker(aliveTime)
	defer alive.Stop()
	for number := uint64(0); ; {
		parts, now, next := f.since(number)
		if parts != nil {
			text, err := json.Marshal(parts)
			if err != nil || !say(append(append([]byte("data: "), text...), "\n\n"...)) {
				return
			}
		}
		number = now
		select {
		case <-r.Context().Done():
			return
		case <-next:
		case <-alive.C:
			if !say([]byte(": still here\n\n")) {
				return
			}
		}
	}
}
