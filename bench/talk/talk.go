// Package talk is how a bench talks with a process of its own: what is said goes
// to its standard input, and what it answers comes back in JSON.
package talk

import (
	"encoding/json"
	"io"
	"os/exec"
)

// Start starts a command and gives both ends. One goroutine uses them; closing
// the first one says that nothing more comes.
func Start(cmd *exec.Cmd, start func(*exec.Cmd) error) (in io.WriteCloser, out *json.Decoder, err error) {
	if in, err = cmd.StdinPipe(); err != nil {
		return nil, nil, err
	}
	said, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := start(cmd); err != nil {
		return nil, nil, err
	}
	return in, json.NewDecoder(said), nil
}
