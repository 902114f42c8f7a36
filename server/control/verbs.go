package control

import "time"

// OrderVerbs are the verbs by which operators change what is answered. Each takes
// an Order and gives a Done.
func OrderVerbs() []string {
	return []string{
		"drain", "undrain", "maintenance", "force", "move", "return", "pin", "unpin",
		"disable", "enable", "freeze", "thaw", "drill", "undo",
	}
}

// Order is what an operator wants, beside the verb itself.
type Order struct {
	Words   []string `json:"words,omitempty"`   // what it is about, as on the command line
	For     string   `json:"for,omitempty"`     // how long it holds, such as "2h"
	Until   string   `json:"until,omitempty"`   // until when, as RFC 3339 has it; not beside For
	Forever bool     `json:"forever,omitempty"` // pin --hard wants For, Until or this
	Hard    bool     `json:"hard,omitempty"`    // pin
	End     bool     `json:"end,omitempty"`     // drill
	All     bool     `json:"all,omitempty"`     // return
	Reason  string   `json:"reason,omitempty"`
	Author  string   `json:"author,omitempty"` // "": the user who asks
	Force   bool     `json:"force,omitempty"`  // also where no live pool is left, or a deep check has not passed
	DryRun  bool     `json:"dry_run,omitempty"`
}

// Done is what an order did, or would do.
type Done struct {
	DryRun  bool       `json:"dry_run,omitempty"`
	Said    []Override `json:"said"`              // what is in the ledger now
	Moves   []Move     `json:"moves,omitempty"`   // where people are led now
	Names   int        `json:"names"`             // names whose answer changes
	Leaves  []Left     `json:"leaves,omitempty"`  // where few live pools are left
	Waiting string     `json:"waiting,omitempty"` // why a move would be refused as yet
	// Safe is when nothing that resolvers keep leads there any more; nil if that
	// time never comes, or the verb is not about that.
	Safe  *time.Time `json:"safe,omitempty"`
	Notes []string   `json:"notes,omitempty"` // what a person should know
	Told  []string   `json:"told"`            // which nameservers know it now
	// Untold are those that must be told by hand; among them is this one too, if
	// Told does not know its name. Of counts all.
	Untold []string `json:"untold,omitempty"`
	Of     int      `json:"of"`
}

// Move is where a share of places is led from and to.
type Move struct {
	From   string   `json:"from"`
	To     string   `json:"to"`
	Share  float64  `json:"share"` // of places, 0 to 1: of the group where it is largest
	Groups []string `json:"groups"`
}

// Left is how many live pools are left for a group.
type Left struct {
	Group string `json:"group"`
	Live  int    `json:"live"`
}

// Override is one entry of the ledger.
type Override struct {
	ID       int        `json:"id,omitempty"` // 0: of the overrides file
	Words    string     `json:"words"`
	Author   string     `json:"author,omitempty"`
	Reason   string     `json:"reason,omitempty"`
	At       *time.Time `json:"at,omitempty"`
	Until    *time.Time `json:"until,omitempty"`
	Place    string     `json:"place,omitempty"`    // file:line of one of the file
	Dangling bool       `json:"dangling,omitempty"` // what it names does not exist
	Undoes   int        `json:"undoes,omitempty"`
}

// OverridesVerb lists what operators said that is in force, and what of it names
// nothing that exists. It gives an Overrides.
const OverridesVerb = "overrides"

// Overrides is what is in force, oldest first, those of the file first.
type Overrides struct {
	Overrides []Override `json:"overrides"`
	Survive   bool       `json:"survive"` // a restart
}

// AwaitVerb waits until everything that a selector names is up, or, with Gone, for
// as long as no name answers it; at most so long as a verb may take. It gives an
// Awaited.
const AwaitVerb = "await"

// Await names what is waited for.
type Await struct {
	Words []string  `json:"words"`          // a selector
	Gone  bool      `json:"gone,omitempty"` // see that nothing answers it until Until
	Until time.Time `json:"until,omitzero"`
}

// Awaited says whether it is up, or answered; until that, and until its time, it
// is asked for again.
type Awaited struct {
	Up   bool     `json:"up"`
	Left []string `json:"left,omitempty"` // who is not up, with the reason; with Gone the names that answer it
}
