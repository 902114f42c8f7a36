package swap

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// apex is the zone that is reloaded.
const apex = "swap.example."

// perCustomer is how many records a customer has: two SRV, two A, one TXT.
const perCustomer = 5

// mostGenerations is how many can be told apart: a port of a SRV record says
// which it is.
const mostGenerations = 1<<16 - 1

// mostSteered is how many customers' SRV sets are ladders.
const mostSteered = 100

// estate is a zone of customers, of whom the first are steered. A value.
type estate struct {
	Customers int `json:"customers"`
	Steered   int `json:"steered"`
	// Told is set if a monitor's file says who is up, again and again otherwise.
	// The addresses of targets stay then, so that what is said is of the same
	// endpoints in every generation.
	Told bool `json:"told,omitempty"`
	// Placed is set if steered sets depend on the asker's place. All who ask here are
	// at an unknown one, so that answers are as listed.
	Placed bool `json:"placed,omitempty"`
}

// estateOf has about so many records.
func estateOf(records int) estate {
	n := max(1, records/perCustomer)
	return estate{Customers: n, Steered: min(n, mostSteered)}
}

// owner is the owner of a customer's SRV records. Nothing probes _udp, so that
// steered sets stay as they are.
func (e estate) owner(k int) string {
	if k < e.Steered {
		return fmt.Sprintf("_svc._udp.c%d.", k)
	}
	return fmt.Sprintf("_svc._tcp.c%d.", k)
}

// zone is the text of a generation: SRV ports, addresses, texts and the serial
// say which.
func (e estate) zone(generation int) []byte {
	g := int64(generation)
	b := make([]byte, 0, 150*e.Customers)
	number := func(n int64) { b = strconv.AppendInt(b, n, 10) }
	text := func(s string) { b = append(b, s...) }
	text("$ORIGIN " + apex + "\n$TTL 60\n@ SOA ns h ")
	number(g)
	text(" 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n")
	for k := range e.Customers {
		name := "c" + strconv.Itoa(k)
		for i, target := range [...]string{"a.", "b."} {
			text(e.owner(k)[:len(e.owner(k))-1])
			text(" SRV " + strconv.Itoa(10+10*i) + " 10 ")
			number(g)
			text(" " + target + name + "\n" + target + name + " A ")
			if e.Told {
				text(toldAddr(k, i) + "\n")
				continue
			}
			text("10." + strconv.Itoa(1+i) + ".")
			number(g >> 8)
			text(".")
			number(g & 255)
			text("\n")
		}
		text(name + " TXT ")
		number(g)
		text("\n")
	}
	return b
}

// write writes the first generation and a configuration into a folder, and
// returns both paths, the zone's first. socket is the control socket's path, more
// what else the configuration says.
func (e estate) write(dir, socket, more string) (zone, config string, err error) {
	var y strings.Builder
	fmt.Fprintf(&y, "zones: [swap.zone]\nlisten: [\"127.0.0.1:0\"]\ncontrol: %s\n", socket)
	y.WriteString(more)
	y.WriteString("sites:\n  x: {at: [52, 5]}\n  y: {at: [40, -74]}\npools:\n")
	for i, pool := range [...]string{"a", "b"} {
		names := make([]string, e.Steered)
		for k := range names {
			names[k] = fmt.Sprintf("%s.c%d.swap.example", pool, k)
		}
		fmt.Fprintf(&y, "  %s: {site: %c, names: [%s]}\n", pool, "xy"[i], strings.Join(names, ", "))
	}
	service := ""
	if e.Told {
		service = ", service: told"
	}
	by := "listed"
	if e.Placed {
		by = "nearest"
	}
	y.WriteString("steer:\n")
	for k := range e.Steered {
		fmt.Fprintf(&y, "  - {name: %sswap.example, policy: ladder, by: %s%s}\n", e.owner(k), by, service)
	}
	zone, config = filepath.Join(dir, "swap.zone"), filepath.Join(dir, "geosrv.yaml")
	if err := os.WriteFile(zone, e.zone(1), 0o600); err != nil {
		return "", "", err
	}
	return zone, config, os.WriteFile(config, []byte(y.String()), 0o600)
}
