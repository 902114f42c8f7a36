package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"geosrv/server/config"
	"geosrv/server/control"
)

// asking is what the verbs share that talk to a running server. The zero value
// is ready; it belongs to one command.
type asking struct {
	socket string
	asJSON bool
}

// flags gives a command the flags of all of them.
func (a *asking) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.socket, "socket", "", "the server's control socket (default: $"+control.Variable+", else "+config.DefaultControl+")")
	cmd.Flags().BoolVar(&a.asJSON, "json", false, "print the server's reply as JSON")
}

// path is the socket of the server that is meant: the flag's, else that of the
// configuration files, if some are named, else the environment's, else the
// default.
func (a *asking) path(files []string) (string, error) {
	if len(files) == 0 {
		return cmp.Or(a.socket, os.Getenv(control.Variable), config.DefaultControl), nil
	}
	if a.socket != "" {
		return "", errors.New("name the server by --socket or by its configuration, not by both")
	}
	c, err := config.Load(files...)
	if err != nil {
		return "", nearby(err)
	}
	if c.Control.Off {
		return "", nearby(fmt.Errorf("%s: this server has no control socket (control: none)", c.Control.Pos))
	}
	return c.Control.Path, nil
}

// askFor asks the server for a verb and shows what it did, also if there are
// problems, which are the error: a line each, files named from where they are.
func askFor[R any](cmd *cobra.Command, a *asking, files []string, verb string, arguments any, show func(io.Writer, *R)) error {
	path, err := a.path(files)
	if err != nil {
		return err
	}
	word := awaited(cmd, verb)
	said, err := askAt[R](cmd.Context(), path, verb, arguments)
	word.end()
	return showAnswer(cmd, a.asJSON, said, err, show)
}

// awaited says that the server's answer to a verb is waited for.
func awaited(cmd *cobra.Command, verb string) *waiting {
	return newWaiting(cmd.ErrOrStderr(), func() string { return "waiting for the server: " + verb })
}

// showAnswer shows what a server said, with the problems beside it or instead of
// it; what is wrong is the error.
func showAnswer[R any](cmd *cobra.Command, asJSON bool, said *R, err error, show func(io.Writer, *R)) error {
	var problems control.Problems
	if err != nil && !errors.As(err, &problems) {
		return nearby(err)
	}
	switch {
	case asJSON:
		e := json.NewEncoder(cmd.OutOrStdout())
		e.SetIndent("", "  ")
		err = errors.Join(err, e.Encode(struct {
			Result   *R               `json:"result,omitempty"`
			Problems control.Problems `json:"problems,omitempty"`
		}{said, problems}))
	case said != nil:
		show(cmd.OutOrStdout(), said)
	}
	if err != nil {
		return nearby(err)
	}
	return nil
}

// askAt asks the server at a path; the result is nil if there is none.
func askAt[R any](ctx context.Context, path, verb string, arguments any) (said *R, err error) {
	c := control.NewClient(path)
	defer c.Close()
	err = c.Ask(ctx, verb, arguments, &said)
	return said, err
}
