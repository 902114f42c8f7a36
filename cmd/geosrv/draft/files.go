package draft

// File is a text and the name of the file that it is for.
type File struct{ Name, Text string }

// ConfigFile is the name of the configuration.
const ConfigFile = "geosrv.yaml"

// ZoneFile is the name of a domain's zone file.
func ZoneFile(domain string) string { return domain + ".zone" }

// Files makes the draft: the configuration and the zone. The answers must have
// no Problems.
func (a *Answers) Files() []File {
	s, ok := shapeOf(a.Profile)
	if !ok {
		return nil
	}
	return []File{{ConfigFile, a.configuration(s)}, {ZoneFile(a.Domain), a.zone(s)}}
}
