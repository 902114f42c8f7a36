package main

import (
	"encoding/json"
	"strconv"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"

	"geosrv/server/control"
)

// replacing: has the server of serving replaced, and sets SERVER to the number of the
// new process, which ends with the script.
func replacing(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: replacing")
	}
	ts.Check(ts.Exec("geosrv", "replace", "--json"))
	var r struct{ Result control.Replaced }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &r))
	ts.Setenv("SERVER", strconv.Itoa(r.Result.Now.PID))
	ts.Defer(func() { _ = syscall.Kill(r.Result.Now.PID, syscall.SIGTERM) }) // it may have been replaced
}
