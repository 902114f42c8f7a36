package differ

import (
	"bytes"
	"context"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/miekg/dns"

	"geosrv/bench/port"
	"geosrv/server/oracle/random"
)

// server is one that was started with the zones. Make it with peer.start or
// startOurs; it must not be copied, and one goroutine uses it at a time. close
// ends it. revive ends it and starts it again where it was; nil for ours.
type server struct {
	name   string
	addr   netip.AddrPort
	close  func()
	revive func(context.Context) error
}

// peer is how a server of somebody else is run.
type peer struct {
	name    string
	program string
	// prepare writes the configuration into an empty folder and returns the
	// arguments of the program.
	prepare func(dir string, port uint16, zones []zoneFile) ([]string, error)
}

// zoneFile is a zone and where it is written.
type zoneFile struct {
	apex string
	path string
}

// peers are those that are known, in the order of the report.
func peers() []peer {
	return []peer{
		{"nsd", "nsd", prepareNSD},
		{"knot", "knotd", prepareKnot},
		{"bind9", "named", prepareNamed},
	}
}

// find looks for the program, also where only root looks; "" if there is none.
func (p peer) find() string {
	if path, err := exec.LookPath(p.program); err == nil {
		return path
	}
	for _, dir := range []string{"/usr/sbin", "/usr/local/sbin", "/sbin"} {
		if path, err := exec.LookPath(filepath.Join(dir, p.program)); err == nil {
			return path
		}
	}
	return ""
}

// start runs the peer in an empty folder of its own until close. It returns when
// all zones are answered for. The error holds what the program said.
func (p peer) start(ctx context.Context, dir string, zones []zoneFile) (*server, error) {
	addr, err := port.Free("127.0.0.1")
	if err != nil {
		return nil, err
	}
	args, err := p.prepare(dir, addr.Port(), zones)
	if err != nil {
		return nil, err
	}
	s := &server{name: p.name, addr: addr}
	s.revive = func(ctx context.Context) error {
		if s.close != nil {
			s.close()
		}
		return p.run(ctx, s, dir, args, zones)
	}
	return s, s.revive(ctx)
}

// run starts the program of a peer and waits until it serves. If it does not,
// it is ended.
func (p peer) run(ctx context.Context, s *server, dir string, args []string, zones []zoneFile) error {
	var said bytes.Buffer
	cmd := exec.Command(p.find(), args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &said, &said
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	s.close = func() {
		cmd.Process.Signal(os.Interrupt)
		select {
		case <-ended:
		case <-time.After(2 * time.Second):
			cmd.Process.Kill()
			<-ended
		}
	}
	if err := s.ready(ctx, ended, zones); err != nil {
		s.close()
		return fmt.Errorf("%s: %w\n%s", p.name, err, tail(said.String()))
	}
	return nil
}

// patience is how long a server may take to load its zones.
const patience = 40 * time.Second

// ready waits until the server answers for every zone.
func (s *server) ready(ctx context.Context, ended <-chan struct{}, zones []zoneFile) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	client := &dns.Client{Timeout: 300 * time.Millisecond}
	for _, z := range zones {
		q := new(dns.Msg).SetQuestion(z.apex, dns.TypeSOA)
		last := "nothing came"
		for {
			reply, _, err := client.ExchangeContext(ctx, q, s.addr.String())
			if err == nil && reply.Rcode == dns.RcodeSuccess && reply.Authoritative && len(reply.Answer) > 0 {
				break
			}
			if err == nil {
				last = dns.RcodeToString[reply.Rcode]
			}
			select {
			case <-ended:
				return fmt.Errorf("ended before it answered for %s", z.apex)
			case <-ctx.Done():
				return fmt.Errorf("no answer for %s (%s)", z.apex, last)
			case <-time.After(20 * time.Millisecond):
			}
		}
	}
	return nil
}

// tail is the last that a program said.
func tail(said string) string {
	const most = 2000
	if len(said) > most {
		return "..." + said[len(said)-most:]
	}
	return said
}

// write puts the zones into files of a folder.
func write(dir string, zones []random.Zone) (files []zoneFile, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	for i, z := range zones {
		path := filepath.Join(dir, fmt.Sprintf("%d.zone", i))
		if err := os.WriteFile(path, []byte(z.Text), 0o644); err != nil {
			return nil, err
		}
		files = append(files, zoneFile{z.Apex, path})
	}
	return files, nil
}
