package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts call geosrv: the test's own binary plays it.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"geosrv": main})
}

// TestScripts runs testdata/script/*.txtar: the command line as a manual, with
// what it prints.
func TestScripts(t *testing.T) {
	topologies, err := filepath.Abs("testdata/topologies")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// topology NAME: copies testdata/topologies/NAME into the work folder.
			"topology": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) != 1 {
					ts.Fatalf("usage: topology NAME")
				}
				ts.Check(os.CopyFS(ts.MkAbs(args[0]), os.DirFS(filepath.Join(topologies, args[0]))))
			},
			"serving":   serving,
			"killing":   killing,
			"console":   console,
			"digging":   digging,
			"awaiting":  awaiting,
			"replacing": replacing,
		},
	})
}
