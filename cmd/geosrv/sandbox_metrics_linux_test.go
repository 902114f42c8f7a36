package main

import (
	"io"
	"net/http"
	"regexp"
	"testing"
)

// TestSandboxedServerTellsOfItsProcess scrapes a server that cannot read /proc: memory
// and processor time are told all the same.
func TestSandboxedServerTellsOfItsProcess(t *testing.T) {
	needLandlock(t)
	p := launch(t, site(t, "listen: [\"127.0.0.1:0\"]\nstatus: 127.0.0.1:0\n"), geosrv(t), "serve", "--sandbox=on", "geosrv.yaml")
	at := p.wait(`shown at.*status=(http://127\.0\.0\.1:\d+)`)
	p.wait(`(msg=sandboxed)`)
	r, err := http.Get(at + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"process_cpu_seconds_total", "process_resident_memory_bytes", "process_virtual_memory_bytes",
		"process_start_time_seconds", "process_max_fds",
	} {
		if !regexp.MustCompile(`(?m)^` + name + ` [1-9]|^` + name + ` 0\.\d*[1-9]`).Match(text) {
			t.Errorf("%s is not told", name)
		}
	}
}
