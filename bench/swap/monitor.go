package swap

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"geosrv/bench/port"
	"geosrv/bench/shipped"
)

// toldEvery is how often a monitor says otherwise of every endpoint, and how often
// the server looks.
const toldEvery = 20 * time.Millisecond

// toldAddr is the address of a customer's target, the same in every generation.
func toldAddr(customer, target int) string {
	n := 2*customer + target
	return fmt.Sprintf("192.0.%d.%d", 2+n/250, 1+n%250)
}

// monitor writes verdicts about all targets into a file, each time otherwise. The
// zero value, of a run without flips, does nothing.
type monitor struct {
	estate estate
	file   string
	status netip.AddrPort
	began  time.Time
	turns  int
	failed error
}

// newMonitor writes the first verdicts, if there are to be flips.
func newMonitor(dir string, e estate, flips int) (*monitor, error) {
	m := &monitor{estate: e, file: filepath.Join(dir, "verdicts")}
	if flips == 0 {
		return m, nil
	}
	if e.Customers != e.Steered {
		return nil, fmt.Errorf("flips want a zone of at most %d records, all steered", mostSteered*perCustomer)
	}
	var err error
	if m.status, err = port.Free("127.0.0.1"); err != nil {
		return nil, err
	}
	return m, m.turn()
}

// config is what the configuration says of the monitor; "" without flips.
func (m *monitor) config() string {
	if !m.estate.Told {
		return ""
	}
	return fmt.Sprintf("status: \"%s\"\nservices:\n  told: {check: file, file: %s, verdicts: final, port: 443, max_age: 1m, interval: %[3]v, fast_interval: %[3]v, down_interval: %[3]v}\n",
		m.status, m.file, toldEvery)
}

// turn says of every other target that it is down, the other ones each time.
func (m *monitor) turn() error {
	var b strings.Builder
	for k := range m.estate.Customers {
		for i := range 2 {
			verdict := "up"
			if (k+i+m.turns)%2 == 0 {
				verdict = "down"
			}
			fmt.Fprintf(&b, "%s %s\n", toldAddr(k, i), verdict)
		}
	}
	m.turns++
	if err := os.WriteFile(m.file+".new", []byte(b.String()), 0o600); err != nil {
		return err
	}
	return os.Rename(m.file+".new", m.file)
}

// start begins to say otherwise; the function ends it.
func (m *monitor) start() (stop func()) {
	if !m.estate.Told {
		return func() {}
	}
	m.began = time.Now()
	ended := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		tick := time.NewTicker(toldEvery)
		defer tick.Stop()
		for {
			select {
			case <-ended:
				return
			case <-tick.C:
				m.failed = errors.Join(m.failed, m.turn())
			}
		}
	})
	return sync.OnceFunc(func() {
		close(ended)
		all.Wait()
	})
}

// flips is how many verdicts changed a second, by the server's own count. It is
// asked after stop.
func (m *monitor) flips(ctx context.Context) (float64, error) {
	lasted := time.Since(m.began)
	total := 0.0
	err := shipped.Metrics(ctx, "http://"+m.status.String(), func(name string, n float64) {
		if strings.HasPrefix(name, "geosrv_endpoint_transitions_total") {
			total += n
		}
	})
	return total / lasted.Seconds(), errors.Join(err, m.failed)
}
