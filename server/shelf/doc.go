// Package shelf keeps copies of the files that were accepted last, in the state folder,
// so that a restart has what a reload has: something good to go on with.
//
// # Nouns
//
//   - list: which files there are copies of, the configuration's first. The loader
//     makes one for each load that changed something.
//   - copy: a file as it was read, under the name of its content's sum.
//   - decoded: what the geo database of the list decodes to, beside its copy. It saves
//     a start most of its time, and is never needed.
//
// # Invariants
//
//   - What a list names is there, whenever a crash comes: copies go before it.
//   - A copy is never changed, and is proven before it is used.
//   - Neither a reload nor a verdict waits for the disk: Keep blocks for nothing.
//   - What is taken away is ours by its name. Somebody may choose a folder with files
//     of his for the state.
//
// # Goroutines
//
// A [Shelf] has one goroutine, that of Run; Keep, Flush and Rest may be called from any
// while it runs, and one writes at a time. A start takes up what is there before it
// runs. A [List] is the shelf's once it was given to Keep.
package shelf
