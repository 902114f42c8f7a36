package siege

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"testing"
	"time"

	"geosrv/bench/namespace"

	"github.com/spf13/cobra"

	"geosrv/bench/batter"
)

// TestMain makes this program one of the processes of a siege if it is called
// as one.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == word || os.Args[1] == "served") {
		root := &cobra.Command{Use: "bench", SilenceUsage: true}
		root.AddCommand(NewCommand(), batter.ServeCommand())
		root.SetArgs(os.Args[1:])
		if root.ExecuteContext(context.Background()) != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestTCP is a small siege. How long answers take on a machine that does other
// things too is not for a test to judge; that they come is.
func TestTCP(t *testing.T) {
	if _, err := exec.LookPath("nice"); err != nil {
		t.Skip("no nice(1) here")
	}
	o := tcpOrder{
		crowd: crowd{Idle: 40, Slow: 20, Deaf: 5}, queries: 50, every: time.Millisecond, settle: 100 * time.Millisecond,
		rate: 200, asJSON: true,
	}
	var out bytes.Buffer
	if err := o.run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	var rows []tcpRow
	if err := json.Unmarshal(out.Bytes(), &rows); err != nil || len(rows) != 3 {
		t.Fatal(out.String(), err)
	}
	for i, r := range rows {
		if err := errors.Join(r.TCP.check("TCP", patience), r.UDP.check("UDP", patience)); err != nil || r.TCP.N != 50 {
			t.Errorf("%s: %v %s", r.Name, err, r.Why)
		}
		if i > 0 && (r.Noise.Opened < o.crowd.all() || r.Noise.Failed > 0 || r.Noise.Held == 0) {
			t.Errorf("%s: the crowd did %+v", r.Name, r.Noise)
		}
	}
}

// TestFlood is a small flood, which the limiter must cut by half and more.
func TestFlood(t *testing.T) {
	t.Parallel() // it has a network of its own, and mostly waits
	o := floodOrder{
		flood: 2000, neighbours: 5, each: 20, resolver: 500, answers: 100, slip: 2, lasts: 3 * time.Second, asJSON: true,
	}
	var out bytes.Buffer
	err := namespace.Run(t.Context(), &out, nil, append([]string{word, "inside"}, o.args()...)...)
	if errors.Is(err, namespace.ErrNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	var r floodReport
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatal(out.String(), err)
	}
	o.flood = 0 // a busy machine may not send as fast
	if err := r.checkAll(&o); err != nil || r.Flood < 1000 {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// TestNames is a small flood of random names.
func TestNames(t *testing.T) {
	t.Parallel() // it has a network of its own, and mostly waits
	o := namesOrder{useful: 500, times: 3, calm: 300 * time.Millisecond, lasts: time.Second, asJSON: true}
	var out bytes.Buffer
	err := namespace.Run(t.Context(), &out, nil, append([]string{word, "names-inside"}, o.args()...)...)
	if errors.Is(err, namespace.ErrNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	var rows []namesRow
	if err := json.Unmarshal(out.Bytes(), &rows); err != nil || len(rows) != 2 {
		t.Fatal(out.String(), err)
	}
	o.useful = 0 // a busy machine may not send as fast
	if err := o.checkAll(rows); err != nil || rows[0].Besieged.Asked < 100 || rows[1].Flood.Sent < 300 {
		t.Errorf("%v\n%s", err, out.String())
	}
}
