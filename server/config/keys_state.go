package config

import "strings"

// State says where the server keeps what survives a restart: a folder.
type State struct {
	Off bool   // state: none
	Dir string // absolute; of the default too, and of none
	Pos Pos    // of the folder; zero if nobody said it, and then it may be missing
}

// DefaultState is the folder if nobody says another one.
const DefaultState = "/var/lib/geosrv"

// StateIn finds where a configuration says that the state is, as well as that can be
// told of texts in which something is wrong: a server that cannot read its
// configuration looks there for the one before.
func StateIn(texts ...Text) State {
	for _, t := range texts {
		for line := range strings.Lines(string(t.Text)) {
			value, ok := strings.CutPrefix(line, "state:")
			if !ok {
				continue
			}
			value, _, _ = strings.Cut(value, " #")
			switch value = strings.Trim(strings.TrimSpace(value), `"'`); value {
			case "":
			case "none":
				return State{Off: true, Dir: DefaultState}
			default:
				return State{Dir: absolute(Pos{File: t.File}, value)}
			}
		}
	}
	return State{Dir: DefaultState}
}

// showState writes none, or the folder.
func showState(top shown, s *State) {
	top.text("state", either(s.Off, "none", s.Dir))
}
