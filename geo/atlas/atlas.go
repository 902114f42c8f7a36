package atlas

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed world.txt
var world string

// Country is one country of the map. It is a plain value.
type Country struct {
	Code string // ISO 3166-1 alpha-2, upper case
	Name string // in English
	Path string // the d of an SVG path, in map units, absolute moves and relative lines
}

// World returns all countries, sorted by code. The error would be one of this
// package's own making: a test sees that there is none.
func World() ([]Country, error) {
	var out []Country
	for n, line := range strings.Split(strings.TrimSuffix(world, "\n"), "\n") {
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			return nil, fmt.Errorf("world.txt:%d: %d fields (want code, name, path)", n+1, len(f))
		}
		out = append(out, Country{Code: f[0], Name: f[1], Path: f[2]})
	}
	return out, nil
}
