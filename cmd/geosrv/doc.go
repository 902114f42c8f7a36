// Command geosrv serves DNS zones whose steered names follow the health of
// edge pools and the place of the asker.
//
// Each verb has a file of its own that holds its newXCommand function. A verb
// writes to its command's output and returns an error; only run turns errors
// into exit codes. The context of a command ends with the first interrupt.
package main
