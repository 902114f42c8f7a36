package compare

import (
	"net/netip"
	"os/exec"
	"path/filepath"
	"regexp"
)

// contestant is a server with its configuration and what it is asked.
type contestant struct {
	name    string
	queries string     // the file of packets
	first   question   // answered as soon as it serves
	right   netip.Addr // the address that first has, where its start is measured
	want    want
	tcp     bool
	spread  bool
	slow    bool  // it interprets a program for each query, which takes a thousand times as long
	judge   judge // nil: its replies are only counted
	// prepare writes its configuration into an empty folder and returns its
	// command line.
	prepare func(dir string, at netip.AddrPort) ([]string, error)
}

// ours is the name of geosrv among contestants.
const ours = "geosrv"

// The peers, by name.
const (
	nsd      = "nsd"
	knot     = "knot"
	gdnsd    = "gdnsd"
	powerdns = "powerdns"
)

// peers are all that are known, with their programs.
func peers() map[string]string {
	return map[string]string{nsd: "nsd", knot: "knotd", gdnsd: "gdnsd", powerdns: "pdns_server"}
}

// program finds a program, also where only root looks; "" if there is none.
func program(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, dir := range []string{"/usr/sbin", "/usr/local/sbin", "/sbin"} {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path
		}
	}
	return ""
}

// versionOf is what a peer says of itself, in a few words; "" if it does not.
func versionOf(peer string) string {
	arguments := map[string]string{nsd: "-v", knot: "--version", gdnsd: "-h", powerdns: "--version"}
	// NSD and gdnsd end with a failure after they have said it.
	text, _ := exec.Command(program(peers()[peer]), arguments[peer]).CombinedOutput()
	return regexp.MustCompile(`\b\d+\.\d+\.\d+\b`).FindString(string(text))
}
