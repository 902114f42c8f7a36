package control

// ReloadVerb reads all files again, at once, and answers when queries are
// answered from them. It takes a Reload and gives a Reloaded.
const ReloadVerb = "reload"

// Reload says how.
type Reload struct {
	Force bool `json:"force,omitempty"` // take what looks like a mistake too
}

// Reloaded is what a reload changed: empty lists and false where nothing did.
type Reloaded struct {
	Version uint64 `json:"version"` // of the world that is served
	Zones   []Zone `json:"zones"`   // that changed, sorted by name
	// Other inputs: "configuration", "geo database", "overrides", "cookie
	// secrets", those that changed.
	Others []string `json:"others"`
}

// Zone is what became of a zone.
type Zone struct {
	Name   string `json:"name"`            // absolute, without the closing dot
	File   string `json:"file"`            // that it is read from, absolute
	Change string `json:"change"`          // "new", "changed" or "gone"
	Before uint32 `json:"before,omitzero"` // its serial before, unless it is new
	Serial uint32 `json:"serial,omitzero"` // its serial now, unless it is gone
	Names  int    `json:"names,omitzero"`  // how many it has now
}
