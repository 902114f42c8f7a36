package control

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// Who has connected to a server that is closed, and has not asked yet, is told who is
// to be asked: one that is hung up on does not know whether it was done.
func TestLateAskersAreTold(t *testing.T) {
	for want, end := range map[string]func(*Server){
		`503 {"problems":["the server is being closed"]}`:  (*Server).Close,
		`421 {"problems":["` + ErrReplaced.Error() + `"]}`: (*Server).Leave,
	} {
		s, _ := listening(t)
		late, err := net.Dial("unix", s.Path())
		if err != nil {
			t.Fatal(err)
		}
		// Connections are taken in their order: behind the reply to this one the first was.
		c := NewClient(s.Path())
		if err := c.Ask(t.Context(), "echo", nil, nil); err != nil {
			t.Fatal(err)
		}
		c.Close()
		done := make(chan struct{})
		go func() { defer close(done); end(s) }()
		for err == nil { // until it listens no more
			var other net.Conn
			if other, err = net.Dial("unix", s.Path()); err == nil {
				other.Close()
			}
		}
		if _, err := io.WriteString(late, "POST /v1/who HTTP/1.1\r\nHost: geosrv\r\nContent-Length: 0\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		r, err := http.ReadResponse(bufio.NewReader(late), nil)
		if err != nil {
			t.Fatalf("instead of %s: %v", want, err)
		}
		text, _ := io.ReadAll(r.Body)
		if got := r.Status[:4] + strings.TrimSpace(string(text)); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		late.Close()
		<-done
	}
}
