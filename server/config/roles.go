package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// roleRow is how a role is probed under some profiles.
type roleRow struct {
	profiles []string
	role     string // "*": any
	Service
	note string
}

// autodiscover is the path that tells whether the web services behind a
// reverse proxy live.
const autodiscover = "/autodiscover/autodiscoverservice.svc/root"

// roleRows is the one table of roles. The A/V edge speaks a TLS of its own that
// no TLS client completes; ms-turn goes through it to the relay.
func roleRows() []roleRow {
	lync, single := []string{"lync"}, []string{"lync-single-ip"}
	both := []string{"lync", "lync-single-ip"}
	page := Service{Check: "https", Transport: "tls", Port: 443, Path: "/", Expect: []int{200, 301, 302}}
	return []roleRow{
		{lync, "", Service{Check: "sip", Transport: "tls", Port: 443}, ""},
		{lync, "access", Service{Check: "sip", Transport: "tls", Port: 443}, ""},
		{lync, "webconf", Service{Check: "tls", Transport: "tls", Port: 443}, ""},
		{single, "", Service{Check: "sip", Transport: "tls", Port: 5061}, ""},
		{single, "access", Service{Check: "sip", Transport: "tls", Port: 5061}, ""},
		{single, "webconf", Service{Check: "tls", Transport: "tls", Port: 444}, ""},
		{both, "av", Service{Check: "ms-turn", Transport: "tcp", Port: 443}, "a real TLS handshake never succeeds there"},
		{both, "web", Service{Check: "https", Transport: "tls", Port: 443, Path: autodiscover, Expect: []int{200}}, ""},
		{[]string{"sip-trunk"}, "", Service{Check: "sip", Transport: "udp", Port: PortSIP}, ""},
		{[]string{"xmpp"}, "", Service{Check: "xmpp", Transport: "tcp", Port: PortXMPP}, ""},
		{[]string{"matrix"}, "hs", Service{Check: "https", Transport: "tls", Port: 8448, Path: VersionsPath, Expect: []int{200}}, ""},
		{[]string{"matrix"}, "web", page, ""},
		{[]string{"web"}, "*", page, ""},
	}
}

// RoleServiceFor returns how the addresses of a pool's role ("" for a pool
// without roles) are probed under a profile when nothing else leads to them.
// ok is false if the profile knows no such role: then the configuration must
// say a service.
func RoleServiceFor(profile, role string) (Service, bool) {
	for _, row := range roleRows() {
		if (row.role == role || row.role == "*") && slices.Contains(row.profiles, profile) {
			return row.Service, true
		}
	}
	return Service{}, false
}

// Presets is the table of all presets, as `geosrv help presets` prints it.
func Presets() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 8, 2, ' ', 0)
	fmt.Fprintln(&b, "SRV owners: the first line that fits wins. The port is the SRV record's.")
	fmt.Fprintln(&b)
	fmt.Fprintln(w, "OWNER\tPROFILE\tPOLICY\tBY\tTAKEOVER\tFAILBACK\tDOWN\tDRAINED\tCHECK\tNAME\tNOTE")
	for _, row := range presetRows() {
		profile := "all"
		switch row.profiles {
		case anyProfile:
		case ofKnown:
			profile = "any but none"
		default:
			profile = strings.Join(row.profiles.names(), ", ")
		}
		r := row.preset()
		line(w, r.Owner, profile, r.Policy, r.By, r.Takeover, r.Failback, r.Down, r.Drained,
			probeWords(r.Service()), r.NameFrom, r.Note)
	}
	w.Flush()
	fmt.Fprintln(&b)
	fmt.Fprintln(&b, "Roles of pools: for addresses that no SRV record leads to.")
	fmt.Fprintln(&b)
	fmt.Fprintln(w, "ROLE\tPROFILE\tCHECK\tPORT\tNOTE")
	for _, r := range roleRows() {
		role := r.role
		switch role {
		case "":
			role = "(no roles)"
		case "*":
			role = "(any)"
		}
		line(w, role, strings.Join(r.profiles, ", "), probeWords(r.Service), strconv.Itoa(int(r.Port)), r.note)
	}
	w.Flush()
	return trimLines(b.String())
}

// line writes one row; what is not said is a dash.
func line(w *tabwriter.Writer, cells ...string) {
	for i, c := range cells {
		if c == "" && i < len(cells)-1 {
			cells[i] = "-"
		}
	}
	fmt.Fprintln(w, strings.Join(cells, "\t"))
}

// probeWords writes a check in a few words, such as "sip/tls".
func probeWords(s Service) string {
	words := s.Check
	if s.Transport != "" && s.Transport != s.Check && s.Check != "https" {
		words += "/" + s.Transport
	}
	if s.Path != "" {
		words += " " + s.Path
	}
	return words
}

// trimLines takes off the blanks that a table leaves at the ends of lines.
func trimLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}
