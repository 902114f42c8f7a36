// Package sitedir is for tests: the files of a small site in a folder, to be loaded,
// edited and broken.
//
// A [Disk] belongs to the goroutine of its test.
package sitedir
