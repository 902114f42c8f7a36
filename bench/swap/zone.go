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
			text(" " + target + name + "\n" + target + name + " A 10." + strconv.Itoa(1+i) + ".")
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
// returns both paths, the zone's first. socket is the control socket's path.
func (e estate) write(dir, socket string) (zone, config string, err error) {
	var y strings.Builder
	fmt.Fprintf(&y, "zones: [swap.zone]\nlisten: [\"127.0.0.1:0\"]\ncontrol: %s\n", socket)
	y.WriteString("sites:\n  x: {at: [52, 5]}\n  y: {at: [40, -74]}\npools:\n")
	for i, pool := range [...]string{"a", "b"} {
		names := make([]string, e.Steered)
		for k := range names {
			names[k] = fmt.Sprintf("%s.c%d.swap.example", pool, k)
		}
		fmt.Fprintf(&y, "  %s: {site: %c, names: [%s]}\n", pool, "xy"[i], strings.Join(names, ", "))
	}
	y.WriteString("steer:\n")
	for k := range e.Steered {
		fmt.Fprintf(&y, "  - {name: %sswap.example, policy: ladder, by: listed}\n", e.owner(k))
	}
	zone, config = filepath.Join(dir, "swap.zone"), filepath.Join(dir, "geosrv.yaml")
	if err := os.WriteFile(zone, e.zone(1), 0o600); err != nil {
		return "", "", err
	}
	return zone, config, os.WriteFile(config, []byte(y.String()), 0o600)
}
