package chaos

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// unboundConfig asks our nameservers about our zone, and keeps nothing longer than
// it is told to.
func unboundConfig(dir string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `server:
  interface: %s
  access-control: 10.0.0.0/8 allow
  do-ip6: no
  do-daemonize: no
  username: ""
  chroot: ""
  directory: %q
  pidfile: ""
  use-syslog: no
  verbosity: 1
  module-config: "iterator"
  infra-host-ttl: 2
  local-zone: "example.com." nodefault
  do-not-query-localhost: no
remote-control:
  control-enable: no
stub-zone:
  name: %q
`, resolverAddr(), dir, apex)
	for k := range servers {
		fmt.Fprintf(&b, "  stub-addr: %s\n", nameserverAddr(k))
	}
	return b.String()
}

// resolve starts unbound, if the machine has it. The function ends it.
func (w *world) resolve(log io.Writer) (stop func(), err error) {
	program := "/usr/sbin/unbound"
	if _, err := os.Stat(program); err != nil {
		if program, err = exec.LookPath("unbound"); err != nil {
			w.say("no resolver here: Debian's unbound is not installed")
			return nil, nil
		}
	}
	path := filepath.Join(w.dir, "unbound.conf")
	if err := os.WriteFile(path, []byte(unboundConfig(w.dir)), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.Command(program, "-d", "-c", path)
	cmd.Stderr = log
	if err := w.resolver.Start(cmd); err != nil {
		return nil, err
	}
	return func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	}, nil
}
