package load

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"

	"geosrv/server/config"
	"geosrv/server/sandbox"
)

// need is a path of the configuration and where it is written.
type need struct {
	sandbox.Need
	pos config.Pos
}

// needsOf is all that a configuration makes the server read, write and run.
func needsOf(c *config.Config) (out []need) {
	add := func(path string, use sandbox.Use, pos config.Pos) {
		if path != "" {
			out = append(out, need{sandbox.Need{Path: path, Use: use}, pos})
		}
	}
	for _, file := range c.Files {
		add(file, sandbox.Read, config.Pos{File: file})
	}
	for _, z := range c.Zones {
		add(z.Path, sandbox.Read, z.Pos)
	}
	add(c.Geo.Database, sandbox.Read, c.Geo.DatabasePos)
	add(c.Overrides, sandbox.Read, config.Pos{})
	add(c.Cookies.Secrets, sandbox.Read, c.Cookies.Pos)
	if !c.State.Off {
		add(filepath.Join(c.State.Dir, "lock"), sandbox.Write, c.State.Pos) // as any file there
	}
	if !c.Control.Off {
		add(c.Control.Path, sandbox.Write, c.Control.Pos)
	}
	for _, s := range servicesOf(c) {
		add(s.File, sandbox.Read, s.Pos)
		if len(s.Command) > 0 {
			add(s.Command[0], sandbox.Run, s.Pos)
		}
	}
	if len(c.Hook.Exec) > 0 {
		add(programOf(c.Hook.Exec[0]), sandbox.Run, c.Hook.Pos)
	}
	return out
}

// servicesOf are all services, by name or not.
func servicesOf(c *config.Config) (out []*config.Service) {
	for i := range c.Services {
		out = append(out, &c.Services[i])
	}
	inline := func(ref *config.ServiceRef) {
		if ref != nil && ref.Inline != nil {
			out = append(out, ref.Inline)
		}
	}
	for _, list := range [][]config.Entry{c.Groups, c.Steer} {
		for i := range list {
			inline(list[i].Service)
		}
	}
	for i := range c.Pools {
		for k := range c.Pools[i].Roles {
			inline(c.Pools[i].Roles[k].Service)
		}
	}
	return out
}

// programOf is the path of a command; as it is if there is none.
func programOf(command string) string {
	path, err := exec.LookPath(command)
	if err != nil {
		path = command
	}
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}

// Confine is what the process has to reach with what was loaded, and with more, which it
// may read and run. From now on a configuration that needs more is refused: the caller
// closes the process in.
func (l *Loader) Confine(to *Loaded, more ...string) *sandbox.Reach {
	var needs []sandbox.Need
	for _, n := range needsOf(to.Config) {
		needs = append(needs, n.Need)
	}
	// A file of a zone folder may be a link to somewhere.
	for _, path := range slices.Concat(to.Files, to.Dirs) {
		needs = append(needs, sandbox.Need{Path: path, Use: sandbox.Read})
	}
	for _, path := range more {
		needs = append(needs, sandbox.Need{Path: path, Use: sandbox.Run})
	}
	r := sandbox.NewReach(needs...)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reach = r
	return r
}

// beyond says what of a configuration lies outside the reach. A folder that nobody
// chose may be missing, and may be out of reach.
func (l *Loader) beyond(c *config.Config) (errs config.Errors) {
	if l.reach == nil {
		return nil
	}
	for _, n := range needsOf(c) {
		if n.pos == (config.Pos{}) && n.Use == sandbox.Write {
			continue
		}
		if dir := l.reach.Lacks(n.Need); dir != "" {
			errs = append(errs, config.Error{
				Pos: n.pos, Problem: fmt.Sprintf("the sandbox of this process, which has the folders of the start, lets nothing be %s in %s", n.Use, dir),
				Hint: "restart geosrv; nothing changes until then",
			})
		}
	}
	return errs
}
