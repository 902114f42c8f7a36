package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// layout checks that the top level holds the house and no more. Dot-files and
// what git ignores do not count.
func layout(r *repository) (problems []string) {
	allowed := []string{"LICENSE", "README.md", "bench", "cmd", "geo", "go.mod", "go.sum", "health", "server", "zones"}
	ignored, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	if err != nil {
		return []string{err.Error()}
	}
	patterns := strings.Fields(strings.ReplaceAll(string(ignored), "/", ""))
	for _, name := range r.top {
		if strings.HasPrefix(name, ".") || slices.Contains(allowed, name) {
			continue
		}
		if !slices.ContainsFunc(patterns, func(p string) bool { ok, _ := path.Match(p, name); return ok }) {
			problems = append(problems, fmt.Sprintf("%s does not belong to the top level", name))
		}
	}
	return problems
}

// packageNames refuses names that say nothing.
func packageNames(r *repository) (problems []string) {
	for _, s := range r.files {
		switch s.Name.Name {
		case "util", "utils", "common", "helper", "helpers", "misc", "shared":
			problems = append(problems, fmt.Sprintf("%s: a package called %s says nothing of what it is for", s.path, s.Name.Name))
		}
	}
	return problems
}
