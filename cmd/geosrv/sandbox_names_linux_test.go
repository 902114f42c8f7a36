package main

import (
	"encoding/json"
	"os"
	"os/user"
	"strconv"
	"strings"
	"testing"

	"geosrv/server/control"
)

// TestSandboxedServerKnowsWhoSpeaks: behind the sandbox a word is by the user's name, of
// the machine and not of the environment, and so it is over a socket that a reload moved.
func TestSandboxedServerKnowsWhoSpeaks(t *testing.T) {
	needLandlock(t)
	me, err := user.LookupId(strconv.Itoa(os.Getuid()))
	if err != nil {
		t.Skipf("the user of this test has no name: %v", err)
	}
	dir := site(t, "listen: [\"127.0.0.1:0\"]\n")
	p := prepare(t, dir, geosrv(t), "serve", "--sandbox=on", "geosrv.yaml")
	p.run.Env = append(os.Environ(), "USER=somebody-else", "HOME=/")
	p.start().wait(`(msg=sandboxed)`)
	by := func(id int, verb string) {
		t.Helper()
		if said, err := p.verb(verb, "-y"); err != nil {
			t.Fatalf("%s: %v\n%s", verb, err, said)
		}
		said, err := p.verb("overrides", "--json")
		if err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		var list struct{ Result control.Overrides }
		if err := json.Unmarshal([]byte(said), &list); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		for _, o := range list.Result.Overrides {
			if o.ID == id && o.Author == me.Username {
				return
			}
		}
		t.Errorf("%s is not by %s:\n%s", verb, me.Username, said)
	}
	by(1, "freeze")
	if said, err := p.verb("history"); err != nil || !strings.Contains(said, "word freeze: in force ("+me.Username+")\n") {
		t.Errorf("history says %v\n%s", err, said)
	}

	replace(t, dir+"/geosrv.yaml", "control: control.sock", "control: state/control.sock")
	if said, err := p.verb("reload"); err != nil {
		t.Fatalf("reload says %v\n%s", err, said)
	}
	link(t, "state/control.sock", dir+"/control.sock")
	if said, err := p.verb("undo"); err != nil {
		t.Fatalf("undo says %v\n%s", err, said)
	}
	by(3, "freeze")
}
