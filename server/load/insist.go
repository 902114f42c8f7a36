package load

// How a person insists.
const (
	byReload = "if it is meant: geosrv reload --force"
	byStart  = "if it is meant: start anew with geosrv serve --force"
)

// byForce is the hint of everything that is held back until a person insists. Where
// there is no control socket, or will be none behind this load, a start is what is left.
func (a *attempt) byForce() string {
	if c := a.config.newest; c != nil && c.Control.Off || a.good != nil && a.good.Config.Control.Off {
		return byStart
	}
	return byReload
}
