package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// nearPath names a file from the current folder if it lies below it.
func nearPath(path string) string {
	here, err := os.Getwd()
	if err != nil {
		return path
	}
	if rel, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return path
}

// nearby rewrites an error of many lines so that files below the current
// folder are named from there.
func nearby(err error) error {
	here, wdErr := os.Getwd()
	if wdErr != nil {
		return err
	}
	prefix := strings.TrimSuffix(here, string(filepath.Separator)) + string(filepath.Separator)
	return errors.New(strings.ReplaceAll(err.Error(), prefix, ""))
}
