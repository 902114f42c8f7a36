package config

// Error is one thing that is wrong in a configuration file.
type Error struct {
	Pos     Pos
	Problem string // lower case, without a closing dot
	Hint    string // what to do about it; "" if there is nothing to add
}

// Errors are all the things that are wrong, sorted by file, line and column.
type Errors []Error

// Error gives one line, such as "geosrv.yaml:12:3: problem (hint)".
func (e Error) Error() string { panic("todo") }

// Error gives one error a line.
func (e Errors) Error() string { panic("todo") }

// Hint finds the word of known that was probably meant by word and returns
// `did you mean "x"?`, or "" if none is near enough.
func Hint(word string, known []string) string { panic("todo") }
