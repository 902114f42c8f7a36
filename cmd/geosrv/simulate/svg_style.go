package simulate

import "fmt"

// palette are the colours of pools, told apart by those too who see few colours
// (Okabe and Ito, 2008, and two more), on light and on dark paper.
func palette() [][2]string {
	return [][2]string{
		{"#0072b2", "#4aa8e0"},
		{"#e69f00", "#f0b030"},
		{"#009e73", "#2fc79a"},
		{"#cc79a7", "#df9cc0"},
		{"#56b4e9", "#8fd0f5"},
		{"#d55e00", "#f08040"},
		{"#7e6bc4", "#a899e6"},
		{"#b8a900", "#e0d550"},
	}
}

// colour is the class of a pool by its number; pools beyond the palette take its
// colours again.
func (d *drawing) colour(pool string) string {
	for i, name := range d.decision.Pools {
		if name == pool && name != nobody {
			return fmt.Sprintf("p%d", i%len(palette()))
		}
	}
	return "none"
}

// style is light, and dark for those who ask for that.
func (d *drawing) style() {
	d.print("<style>\n")
	d.print("text{font-family:system-ui,'Helvetica Neue',Arial,sans-serif;font-size:24px;fill:#1c2733}\n")
	d.print(".head{font-size:38px;font-weight:600}.name{font-size:28px;font-weight:600}.note{font-size:22px;fill:#5a6876}\n")
	d.print(".paper{fill:#fff}.land use,.land circle{stroke:#fff;stroke-width:1}.none{fill:#d5dbe1}.still{opacity:.38}\n")
	d.print(".site{font-size:40px;font-weight:600;stroke:#fff;stroke-width:8px;stroke-linejoin:round;paint-order:stroke}\n")
	d.print(".dot{fill:#1c2733;stroke:#fff;stroke-width:4}.cross{stroke:#c1121f;stroke-width:9;fill:none;stroke-linecap:round}.halo{stroke:#fff;stroke-width:17;fill:none;stroke-linecap:round}\n")
	d.print(".grid{stroke:#d5dbe1;stroke-width:1.5}.curve{fill:none;stroke:#1c2733;stroke-width:4}\n")
	for i, c := range palette() {
		d.print(".p%d{fill:%s}\n", i, c[0])
	}
	d.print("@media (prefers-color-scheme:dark){\n")
	d.print("text{fill:#e6ebf0}.note{fill:#9aa7b4}.paper{fill:#12181f}.land use,.land circle{stroke:#12181f}.none{fill:#39434e}\n")
	d.print(".site{stroke:#12181f}.dot{fill:#e6ebf0;stroke:#12181f}.cross{stroke:#ff6b6b}.halo{stroke:#12181f}.grid{stroke:#39434e}.curve{stroke:#e6ebf0}\n")
	for i, c := range palette() {
		d.print(".p%d{fill:%s}\n", i, c[1])
	}
	d.print("}\n</style>\n")
}
