package state

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"geosrv/health"
	"geosrv/server/ondisk"
	"geosrv/server/operator"
)

// someState is a state file with one of everything.
func someState() *Memory {
	at := time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC)
	l, _ := new(operator.Ledger).Say(operator.Entry{
		Verb: operator.Drain, Selector: operator.Selector{Kind: "pool", Name: "ams"}, Author: "anna", Reason: "disks", At: at, Until: at.Add(time.Hour),
	})
	return &Memory{
		States: map[string]health.State{"tcp/tcp 192.0.2.1:9": {Phase: health.PhaseRising, Oks: 2, Ever: true, Since: at, Last: health.Observation{Began: at, Reason: "ok"}}},
		Marks:  []Mark{{Group: "fed", Pool: "ams", Since: at, Why: "silent"}},
		Said:   l,
	}
}

func TestStateFile(t *testing.T) {
	dir, want := t.TempDir(), someState()
	if m, err := read(dir); err != nil || len(m.States) != 0 {
		t.Errorf("of an empty folder: %v, %v", m, err)
	}
	for range 2 { // the second replaces the first
		text, err := Encode(want)
		if err == nil {
			err = ondisk.Put(dir, stateFile, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if got, err := read(dir); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, got, want)
	}
	entries, err := os.ReadDir(dir)
	if info, _ := entries[0].Info(); err != nil || len(entries) != 1 || info.Mode().Perm() != 0o600 {
		t.Errorf("%v: %v", err, entries)
	}
}

func TestBadStateFile(t *testing.T) {
	good, err := Encode(someState())
	if err != nil {
		t.Fatal(err)
	}
	for want, text := range map[string]string{
		"the state file: it cannot be used: it does not begin as one":                                        "",
		"the state file: it cannot be used: it is of version 2, this geosrv writes 1":                        strings.Replace(string(good), "geosrv-state 1", "geosrv-state 2", 1),
		"the state file: it cannot be used: its sum is wrong, it was not written by us or not in full":       string(good[:len(good)-9]),
		"the state file: it cannot be used: its sum is wrong, it was not written by us or not in full\u200b": strings.Replace(string(good), `"fed"`, `"web"`, 1),
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "state"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := read(dir); err == nil || err.Error() != strings.TrimSuffix(want, "\u200b") {
			t.Errorf("got  %v\nwant %s", err, want)
		}
		if to, err := setAside(dir); err != nil || to != filepath.Join(dir, "state.bad") {
			t.Error(to, err)
		}
		if kept, err := os.ReadFile(filepath.Join(dir, "state.bad")); err != nil || string(kept) != text {
			t.Error("what was set aside is not what was there", err)
		}
	}
}

// TestDamagedState: whatever octet is another one, and wherever the file ends, it
// says what it said or cannot be used.
func TestDamagedState(t *testing.T) {
	want := someState()
	good, err := Encode(want)
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		for _, flip := range []byte{1, 0x20, 0x80, 0xff} {
			bad := slices.Clone(good)
			bad[i] ^= flip
			if m, err := Decode(bad); err == nil && !reflect.DeepEqual(m, want) {
				t.Errorf("octet %d ^ %x: %+v", i, flip, m)
			} else if err != nil && !errors.Is(err, ondisk.ErrSealed) {
				t.Errorf("octet %d ^ %x: %v", i, flip, err)
			}
		}
		if m, err := Decode(good[:i]); err == nil && !reflect.DeepEqual(m, want) {
			t.Errorf("cut at %d: %+v", i, m)
		}
	}
}
