package server

// Suppose takes what a word names for silent, as `geosrv explain --down` does, and
// returns the selector that the word stands for: site:, pool:, role:, server: or
// addr:, or a bare word that can mean one thing only. It changes the picture's
// inputs.
func (pic *Picture) Suppose(word string) (string, error) {
	s, err := selected(word, pic.World.Roster)
	if err != nil {
		return "", err
	}
	pic.suppose(s)
	return s.String(), nil
}
