package config

// Control says where operators talk with the server: a Unix socket.
type Control struct {
	Off  bool   // control: none
	Path string // absolute; of the default too, and of none
	Pos  Pos    // of the path; zero if nobody said it, and then it may be missing
}

// DefaultControl is where the socket is if nobody says where.
const DefaultControl = "/run/geosrv/control.sock"

// pathOrNone reads none, or a path. A file called none is ./none.
func (r *reader) pathOrNone(off *bool, path *string, pos *Pos) setter {
	return func(key string, v *node) {
		s, ok := r.scalar(key, v)
		if !ok {
			return
		}
		if *pos, *off = v.pos, s == "none"; !*off {
			*path = absolute(v.pos, s)
		}
	}
}

// showControl writes none, or the path.
func showControl(top shown, c *Control) {
	top.text("control", either(c.Off, "none", c.Path))
}
