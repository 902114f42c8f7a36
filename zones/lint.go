package zones

// Finding is something in a zone that is allowed but most likely a slip. It is
// a value.
type Finding Problem

// String is "file:line: text (hint)".
func (f Finding) String() string { return Problem(f).Error() }

// Lint looks for slips in a zone.
func Lint(z *Zone) []Finding { panic("todo") }
