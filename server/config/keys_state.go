package config

// State says where the server keeps what survives a restart: a folder.
type State struct {
	Off bool   // state: none
	Dir string // absolute; of the default too, and of none
	Pos Pos    // of the folder; zero if nobody said it, and then it may be missing
}

// DefaultState is the folder if nobody says another one.
const DefaultState = "/var/lib/geosrv"

// showState writes none, or the folder.
func showState(top shown, s *State) {
	top.text("state", either(s.Off, "none", s.Dir))
}
