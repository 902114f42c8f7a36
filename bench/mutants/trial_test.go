package mutants

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestFailed(t *testing.T) {
	for _, c := range [...]struct{ out, want string }{
		{"--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/b (0.00s)\n    --- FAIL: TestA/c (0.00s)\nFAIL\n", "TestA/b"},
		{"--- FAIL: TestA (0.00s)\n--- FAIL: TestB (0.00s)\n    --- FAIL: TestB/b (0.00s)\n", "TestA"},
		{"panic: runtime error", crashed},
	} {
		if got := failed(c.out); got != c.want {
			t.Errorf("%q: %q, want %q", c.out, got, c.want)
		}
	}
}

// TestHunt kills what a small module's test sees, and nothing else.
func TestHunt(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles several programs")
	}
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module m\ngo 1.26\n",
		"p/p.go": "package p\n\nfunc F(n int) bool {\n\tfor n > 10 {\n\t\tn -= 1\n\t}\n\treturn n == 10\n}\n",
		"p/p_test.go": "package p\n\nimport \"testing\"\n\nfunc TestF(t *testing.T) {\n" +
			"\tt.Run(\"ten\", func(t *testing.T) {\n\t\tif !F(11) {\n\t\t\tt.Error()\n\t\t}\n\t})\n}\n",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := &stretch{tests: []string{"p"}}
	text, err := os.ReadFile(filepath.Join(root, "p/p.go"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := placesOf("p/p.go", text, s)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{root: root, dir: t.TempDir(), limits: map[string]time.Duration{"p": 2 * time.Second}}
	for _, c := range [...]struct{ after, end, by string }{
		{"return n != 10", killed, "p TestF/ten"},
		{"n += 1", killed, "p (hung)"},
		{"n -= 0", killed, "p (hung)"},
		{"for n > 11 {", killed, "p TestF/ten"},
		{"n -= 2", killed, "p TestF/ten"},
	} {
		i := 0
		for i < len(all)-1 && all[i].After != c.after {
			i++
		}
		if f, err := b.try(t.Context(), all[i]); err != nil || f.End != c.end || f.By != c.by || f.After != c.after {
			t.Errorf("%s: %+v, %v", c.after, f, err)
		}
	}
	p := all[0]
	p.text = "("
	if f, err := b.try(t.Context(), p); err != nil || f.End != barren {
		t.Errorf("what does not compile: %+v, %v", f, err)
	}
	p.text = ">=10 && n>" // one round more for 10 alone, which nobody asks for
	if f, err := b.try(t.Context(), p); err != nil || f.End != survived {
		t.Errorf("what nobody tests: %+v, %v", f, err)
	}
	if left, err := os.ReadFile(filepath.Join(root, "p/p.go")); err != nil || strings.Contains(string(left), ">=") {
		t.Errorf("the tree was changed: %s, %v", left, err)
	}
}
