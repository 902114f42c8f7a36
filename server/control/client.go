package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"syscall"
	"time"
)

// mostReply is how long a reply may be, in octets.
const mostReply = 64 << 20

// Client asks a server. Make it with NewClient; it must not be copied. Safe for
// concurrent use.
type Client struct {
	path string
	http http.Client
}

// NewClient makes a client of the server at a path. It connects when it asks.
func NewClient(path string) *Client {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{Timeout: connectTime}).DialContext(ctx, "unix", path)
	}
	return &Client{path: path, http: http.Client{Transport: &http.Transport{DialContext: dial, IdleConnTimeout: idleTime / 2}}}
}

// Close ends connections that are kept for the next request.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// How often, and how long after, a server is asked again that was replaced.
const (
	askAgain   = 100
	askAgainIn = 20 * time.Millisecond
)

// Ask asks for a verb and reads its result, which may be there beside problems.
// arguments and result are what the verb has for them; nil is none. The error is
// of type Problems if the server was reached.
func (c *Client) Ask(ctx context.Context, verb string, arguments, result any) error {
	text, err := json.Marshal(arguments)
	if err != nil {
		return err
	}
	if arguments == nil {
		text = nil
	}
	for range askAgain {
		if err = c.ask(ctx, verb, text, result); !errors.Is(err, ErrReplaced) {
			break
		}
		c.Close() // the connection to who is not the server any more
		select {
		case <-time.After(askAgainIn):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return err
}

// ask asks once. The error is ErrReplaced if another process is to be asked.
func (c *Client) ask(ctx context.Context, verb string, text []byte, result any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://geosrv/v1/"+verb, bytes.NewReader(text))
	if err != nil {
		return err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return c.unreached(err)
	}
	defer response.Body.Close()
	text, err = io.ReadAll(io.LimitReader(response.Body, mostReply))
	if err != nil {
		return c.unreached(err)
	}
	var said reply[json.RawMessage]
	if err := json.Unmarshal(text, &said); err != nil {
		return fmt.Errorf("%s: what answers there is no geosrv: %s", c.path, response.Status)
	}
	if said.Result != nil && result != nil {
		if err := json.Unmarshal(said.Result, result); err != nil {
			return fmt.Errorf("%s: the server's reply is of another version: %w", c.path, err)
		}
	}
	if response.StatusCode == http.StatusMisdirectedRequest {
		return ErrReplaced
	}
	if said.Problems != nil {
		return said.Problems
	}
	if response.StatusCode != http.StatusOK {
		return Problems{response.Status}
	}
	return nil
}

// unreached says why a server did not answer, and what to do.
func (c *Client) unreached(err error) error {
	hint := "is it running?"
	switch {
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return fmt.Errorf("%s: the server ended before it answered (look whether it was done: geosrv history)", c.path)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: no server has a socket there (is it running? --socket and $%s say where it is)", c.path, Variable)
	case errors.Is(err, syscall.ECONNREFUSED):
		hint = "its server has ended"
	case errors.Is(err, fs.ErrPermission):
		hint = "ask as the server's user, or as a member of its group"
	}
	return fmt.Errorf("%s: the server cannot be asked: %w (%s)", c.path, bare(err), hint)
}
