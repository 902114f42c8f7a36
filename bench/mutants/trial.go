package mutants

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// maxAddresses is how much address space a test of a mutant may have, in
// octets: a loop that never ends may also eat memory.
const maxAddresses = 8 << 30

// bench compiles and tests mutants, one at a time, in a folder of its own. It
// belongs to one goroutine.
type bench struct {
	root, dir string
	limits    map[string]time.Duration // by package: what its tests may take
}

// fate is what became of a mutant.
type fate struct {
	place
	End string `json:"end"` // killed, survived, explained or barren
	By  string `json:"by,omitempty"`
	Why string `json:"why,omitempty"`
}

// The ends.
const (
	killed    = "killed"
	survived  = "survived"
	explained = "explained"
	barren    = "barren"
)

// errBarren says that a mutant does not compile.
var errBarren = errors.New("does not compile")

// try makes the mutant of a place and asks the tests.
func (b *bench) try(ctx context.Context, p place) (fate, error) {
	f := fate{place: p, End: survived}
	overlay, err := b.overlay(&p)
	if err != nil {
		return f, err
	}
	for _, pkg := range p.stretch.tests {
		by, err := b.test(ctx, pkg, overlay)
		switch {
		case ctx.Err() != nil:
			return f, ctx.Err()
		case errors.Is(err, errBarren):
			f.End = barren
			return f, nil
		case err != nil:
			return f, err
		case by != "":
			f.End, f.By = killed, pkg+" "+by
			return f, nil
		}
	}
	return f, nil
}

// overlay writes the mutated file and what tells the compiler to take it.
func (b *bench) overlay(p *place) (string, error) {
	original := filepath.Join(b.root, filepath.FromSlash(p.File))
	text, err := os.ReadFile(original)
	if err != nil {
		return "", err
	}
	mutant := filepath.Join(b.dir, "mutant.go")
	if err := os.WriteFile(mutant, p.apply(text), 0o600); err != nil {
		return "", err
	}
	list, err := json.Marshal(map[string]map[string]string{"Replace": {original: mutant}})
	if err != nil {
		return "", err
	}
	file := filepath.Join(b.dir, "overlay.json")
	return file, os.WriteFile(file, list, 0o600)
}

// test compiles the tests of a package and runs them. by is the test that
// failed, "" for none. overlay may be "" for the tree as it is.
//
// A failure is tried again: a test that fails now and then kills nobody.
func (b *bench) test(ctx context.Context, pkg, overlay string) (by string, err error) {
	binary, err := b.compile(ctx, pkg, overlay)
	if err != nil {
		return "", err
	}
	by = b.run(ctx, pkg, binary, "-test.failfast")
	if by == "" || by == hung {
		return by, nil
	}
	if name, _, _ := strings.Cut(by, "/"); name != crashed && b.run(ctx, pkg, binary, "-test.run=^"+name+"$") != "" {
		return by, nil
	}
	return b.run(ctx, pkg, binary), nil
}

func (b *bench) compile(ctx context.Context, pkg, overlay string) (binary string, err error) {
	binary = filepath.Join(b.dir, "tests")
	args := []string{"test", "-c", "-vet=off", "-o", binary}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	cmd := exec.CommandContext(ctx, "go", append(args, "./"+pkg)...)
	cmd.Dir = b.root
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", errBarren, strings.TrimSpace(string(out)))
	}
	return binary, nil
}

// What a run is called that names no failed test.
const (
	hung    = "(hung)"
	crashed = "(crashed)"
)

// run runs compiled tests and names the first that failed, "" for none.
func (b *bench) run(ctx context.Context, pkg, binary string, more ...string) (by string) {
	limit := b.limits[pkg]
	ctx, cancel := context.WithTimeout(ctx, limit+10*time.Second)
	defer cancel()
	args := append([]string{"-test.short", "-test.timeout=" + limit.String()}, more...)
	cmd := confine(ctx, binary, args)
	cmd.Dir = filepath.Join(b.root, filepath.FromSlash(pkg))
	// A failed test of pgregory.net/rapid would write a file into the tree.
	cmd.Env = append(os.Environ(), "GEOSRV_MUTANT=1", "RAPID_NOFAILFILE=1", "TMPDIR="+b.dir)
	out, err := cmd.CombinedOutput()
	switch {
	case err == nil:
		return ""
	case ctx.Err() != nil, strings.Contains(string(out), "panic: test timed out"):
		return hung
	}
	return failed(string(out))
}

// failed is the first failed test in the output of tests, with the innermost
// of its subtests that is named before another test is.
func failed(out string) string {
	names := regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)`).FindAllStringSubmatch(out, -1)
	if names == nil {
		return crashed
	}
	by := names[0][1]
	for _, n := range names[1:] {
		if !strings.HasPrefix(n[1], by+"/") {
			break
		}
		by = n[1]
	}
	return by
}
