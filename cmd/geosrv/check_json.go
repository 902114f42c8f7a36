package main

import (
	"encoding/json"
	"io"
	"strings"

	"geosrv/server/load"
)

// told is what check found, for programs.
type told struct {
	OK       bool         `json:"ok"`
	Errors   []string     `json:"errors"`
	Warnings []toldInJSON `json:"warnings"`
}

// toldInJSON is one warning, for programs.
type toldInJSON struct {
	Code    string `json:"code"`
	File    string `json:"file"`
	Line    int    `json:"line"` // 0 if no line causes it
	Col     int    `json:"col"`
	Problem string `json:"problem"`
	Hint    string `json:"hint"`
	More    int    `json:"more"` // others like it at this place
}

// warningsAsJSON writes the errors that a load ended with, or all warnings. It
// returns that error, so that the exit code is the same as without JSON.
func warningsAsJSON(w io.Writer, loaded *load.Loaded, failed error) error {
	t := told{OK: failed == nil, Errors: []string{}, Warnings: []toldInJSON{}}
	if failed != nil {
		t.Errors = strings.Split(failed.Error(), "\n")
	} else {
		r := &reporter{Roster: loaded.World.Roster}
		for _, o := range r.warned(loaded) {
			t.Warnings = append(t.Warnings, toldInJSON{o.Code, o.Pos.File, o.Pos.Line, o.Pos.Col, o.Problem, o.Hint, o.more})
		}
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(t); err != nil {
		return err
	}
	return failed
}
