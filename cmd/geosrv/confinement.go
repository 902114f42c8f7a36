package main

import (
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"

	"github.com/spf13/cobra"

	"geosrv/server"
	"geosrv/server/sandbox"
)

// confinement is what the operator says about the sandbox of a server. It belongs
// to one command.
type confinement struct {
	mode  string   // auto, on, off
	reach []string // folders beside those that the configuration needs
}

func (c *confinement) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&c.mode, "sandbox", "auto", "reach only the files of the configuration: auto (where the kernel has Landlock), on (or do not start), off")
	cmd.Flags().StringArrayVar(&c.reach, "reach", nil, "a folder that the sandbox lets be read, and its programs run (may be given often)")
}

func (c *confinement) valid() error {
	switch c.mode {
	case "auto", "on", "off":
	default:
		return fmt.Errorf("--sandbox=%s is none of auto, on, off", c.mode)
	}
	if c.mode == "off" && c.reach != nil {
		return errors.New("--reach is for the sandbox, which --sandbox=off leaves out (leave out one of them)")
	}
	for i, dir := range c.reach {
		full, err := filepath.Abs(dir)
		if err != nil {
			return err
		}
		c.reach[i] = full
	}
	return nil
}

// close closes the process in, as far as that is wanted and can be had.
func (c *confinement) close(s *server.Server, log *slog.Logger) error {
	if c.mode == "off" {
		return nil
	}
	reach := s.Reach(c.reach...)
	level, err := reach.Close()
	switch {
	case err == nil:
		log.Info("sandboxed", "landlock", level, "reads", reach.Folders(sandbox.Read), "writes", reach.Folders(sandbox.Write), "runs", reach.Folders(sandbox.Run))
		return nil
	case c.mode == "on":
		return err
	}
	log.Warn("no sandbox: this process can reach what its user can", "problem", err)
	return nil
}
