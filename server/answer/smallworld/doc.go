// Package smallworld makes worlds from text, for tests.
//
// # Nouns
//
// A world (package answer) is made of the text of a configuration and of zones. Two
// sites, an estate of two pools and one ladder, is enough for most tests.
//
// # Goroutines
//
// A world is made on the goroutine of its test; it is immutable then.
package smallworld
