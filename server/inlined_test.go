package server

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// hotCalls is what the compiler must put into each function of the answering
// path, on top of what it is made of itself: a call costs a query more than most
// of these do. A function that is changed on purpose changes its line here.
func hotCalls() []hotCall {
	return []hotCall{
		{"server/listen", "(*round).resume", "(*round).reply"},
		{"server", "(*answerer).Answer", "(*Publisher).Plan answer.(*Answerer).Proven answer.(*Answerer).Hasty"},
		{"server/listen", "(*table).count", "(*bucket).find"},
		{"server/wire", "(*Usual).question", "usualType zones.HashWord zones.HashEnd zones.ZeroOctets"},
		{"server/wire", "(*Usual).edns", "addrOctets"},
		{"server/answer", "(*Answerer).Reply", "(*names).find"},
		{"server/answer", "(*Answerer).steered", "wire.(*Usual).Name geo.(*Table).Lookup4 (*setBlocks).block"},
		{"server/answer", "(*Answerer).plain", "wire.(*Usual).Name (*plainZone).block (*slab).typeOf"},
		{"server/answer", "(*Answerer).send", "wire.(*Usual).Limit wire.(*Usual).OptLen (*block).rotates"},
		{"server/answer", "(*Answerer).missing", "wire.(*Usual).Off (*names).find (*names).zoneOf"},
		{"server/answer", "(*Answerer).denial", "wire.(*Usual).Limit wire.(*Usual).OptLen keyOf"},
		{"server/answer", "(*View).place", "geo.(*Table).Lookup4 geo.(*Table).Lookup6"},
		{"zones", "HashOf", "HashWord HashEnd"},
		{"zones", "Same", "Lower lowerOctet"},
		{"geo", "(*table4).lookup", "bits.LeadingZeros32"},
		{"geo", "(*table6).lookup", "(*table6).after (*table6).start shared u128.prev"},
	}
}

// hotCall is a function, by its folder and its name as the compiler has it, and
// the functions that it must hold, by theirs.
type hotCall struct{ dir, in, calls string }

// TestHotFunctionsAreInlined asks the compiler what it did. It says it again,
// without compiling, of packages that it has compiled before.
func TestHotFunctionsAreInlined(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the answering path is another one here")
	}
	if testing.Short() {
		t.Skip("runs the compiler")
	}
	if underRace {
		t.Skip("the compiler is run without the race detector, and says the same again")
	}
	dirs := map[string]bool{}
	args := []string{"build", "-pgo=off", "-gcflags=-m=2"} // what needs a profile is not promised
	for _, h := range hotCalls() {
		if !dirs[h.dir] {
			dirs[h.dir] = true
			args = append(args, "./"+h.dir)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), "GOFLAGS=")
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, said)
	}
	known := spansOf(t, "..", dirs)
	for _, wrong := range known.missing(string(said), hotCalls()) {
		t.Error(wrong)
	}
}

// TestInliningIsMissed breaks the promise in each way.
func TestInliningIsMissed(t *testing.T) {
	s := spans{"a/b.go": {{"(*T).hot", 10, 20}, {"cold", 30, 40}}}
	const said = `# geosrv/a
a/b.go:12:3: inlining call to zones.Hash
a/b.go:32:3: inlining call to (*T).part
a/b.go:50:6: cannot inline (*T).part: function too complex: cost 90 exceeds budget 80
z/b.go:60:6: cannot inline Lower: marked go:noinline
`
	for _, c := range [...]struct{ in, calls, want string }{
		{"(*T).hot", "zones.Hash", ""},
		{"(*T).hot", "zones.Hash (*T).part", "a: (*T).part is not inlined into (*T).hot (function too complex: cost 90 exceeds budget 80)"},
		{"cold", "zones.Lower", "a: zones.Lower is not inlined into cold (marked go:noinline)"},
		{"cold", "gone", "a: gone is not inlined into cold (or not called: then say so in hotCalls)"},
		{"warm", "gone", "a: there is no warm (then change hotCalls)"},
	} {
		if got := strings.Join(s.missing(said, []hotCall{{"a", c.in, c.calls}}), "\n"); got != c.want {
			t.Errorf("%s: %q, want %q", c.in, got, c.want)
		}
	}
}

// spans are functions by file, and where they stand.
type spans map[string][]span

// span is a function, by the compiler's name, and its first and last line.
type span struct {
	name        string
	first, last int
}

// spansOf reads the functions of some folders below a root, tests left out.
func spansOf(t *testing.T, root string, dirs map[string]bool) spans {
	t.Helper()
	out, fset := spans{}, token.NewFileSet()
	for dir := range dirs {
		files, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range parsed.Decls {
				if f, ok := d.(*ast.FuncDecl); ok {
					at := dir + "/" + filepath.Base(file)
					out[at] = append(out[at], span{compilersName(f), fset.Position(f.Pos()).Line, fset.Position(f.End()).Line})
				}
			}
		}
	}
	return out
}

// compilersName is a function as the compiler writes it within its package.
func compilersName(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	of := types.ExprString(f.Recv.List[0].Type)
	if strings.HasPrefix(of, "*") {
		of = "(" + of + ")"
	}
	return of + "." + f.Name.Name
}

// missing reads what the compiler said, and tells what it did not.
func (s spans) missing(said string, wanted []hotCall) (wrong []string) {
	done, why := map[string]bool{}, map[string]string{}
	form := regexp.MustCompile(`(?m)^(\S+\.go):(\d+):\d+: (inlining call to|cannot inline) (.+)$`)
	for _, m := range form.FindAllStringSubmatch(said, -1) {
		if name, reason, ok := strings.Cut(m[4], ": "); ok {
			why[name] = " (" + reason + ")"
			continue
		}
		line, _ := strconv.Atoi(m[2]) // digits
		for _, f := range s[m[1]] {
			if f.first <= line && line <= f.last {
				done[filepath.Dir(m[1])+" "+f.name+" "+m[4]] = true
			}
		}
	}
	for _, h := range wanted {
		if !s.has(h) {
			wrong = append(wrong, fmt.Sprintf("%s: there is no %s (then change hotCalls)", h.dir, h.in))
			continue
		}
		for name := range strings.FieldsSeq(h.calls) {
			if done[h.dir+" "+h.in+" "+name] {
				continue
			}
			because := " (or not called: then say so in hotCalls)"
			if w := why[name]; w != "" {
				because = w
			} else if _, own, ok := strings.Cut(name, "."); ok && why[own] != "" {
				because = why[own] // a package names its own functions without itself
			}
			wrong = append(wrong, fmt.Sprintf("%s: %s is not inlined into %s%s", h.dir, name, h.in, because))
		}
	}
	return wrong
}

// has reports whether a function stands in its folder.
func (s spans) has(h hotCall) bool {
	for file, all := range s {
		for _, f := range all {
			if filepath.Dir(file) == h.dir && f.name == h.in {
				return true
			}
		}
	}
	return false
}
