// Package faults spoils the files of servers and looks at what they answer then.
//
// # Nouns
//
//   - fault: what becomes of a file that was served well: it is cut, emptied,
//     deleted, or has a mistake. A row of the table.
//   - way: how a server meets it: by a reload, or by a restart.
//   - contestant: a server under test: geosrv, or a peer that is installed.
//   - kept: the answer of before. Anything else that is answered, or that nothing
//     is, stands in the table as it is.
//   - kill: the end of geosrv by SIGKILL, at a random moment of reloads and of
//     writing its state.
//   - poison: what is done to the geo database under a steady load.
//
// # Invariants
//
// Each cell of the table is a process of its own in an empty folder. A server is
// started, asked, spoilt, told, and asked again; whoever answers wrong once within
// the time of a cell has not kept. One goroutine does all of that, but for the load.
package faults
