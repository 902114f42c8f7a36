package simulate

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// Weights say how many ask from where: a country or a network, and a number of any
// unit.
type Weights struct {
	countries map[string]float64
	nets      []netip.Prefix
	ofNets    []float64
}

// ReadWeights reads a line for each: "NL 1200" or "192.0.2.0/24 35.5". # starts a
// comment. Its error has all that is wrong, one line each, as name:line: problem.
func ReadWeights(name, text string) (*Weights, error) {
	w := &Weights{countries: map[string]float64{}}
	var wrong []string
	n, all := 0, 0.0
	for line := range strings.Lines(text) {
		n++
		line, _, _ = strings.Cut(line, "#")
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		number, problem := w.line(f)
		all += number
		if problem != "" {
			wrong = append(wrong, fmt.Sprintf("%s:%d: %s", name, n, problem))
		}
	}
	if all == 0 && len(wrong) == 0 {
		wrong = append(wrong, name+": no weights (write lines such as NL 1200 or 192.0.2.0/24 35)")
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("%s", strings.Join(wrong, "\n"))
	}
	return w, nil
}

// line reads one line. Twice the same adds up to nothing good.
func (w *Weights) line(f []string) (number float64, problem string) {
	if len(f) != 2 {
		return 0, "want a country or network, and a number (such as NL 1200)"
	}
	number, err := strconv.ParseFloat(f[1], 64)
	if err != nil || !(number >= 0 && number < 1e18) {
		return 0, fmt.Sprintf("%q is no weight (a number from 0)", f[1])
	}
	if p, err := netip.ParsePrefix(f[0]); err == nil {
		for _, q := range w.nets {
			if q == p.Masked() {
				return 0, f[0] + " stands there twice"
			}
		}
		if len(w.nets) == maxNets {
			return 0, fmt.Sprintf("more than %d networks (use larger ones)", maxNets)
		}
		w.nets, w.ofNets = append(w.nets, p.Masked()), append(w.ofNets, number)
		return number, ""
	}
	code := strings.ToUpper(f[0])
	if len(code) != 2 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return 0, fmt.Sprintf("%q is neither country nor network (such as NL or 192.0.2.0/24)", f[0])
	}
	if _, twice := w.countries[code]; twice {
		return 0, code + " stands there twice"
	}
	w.countries[code] = number
	return number, ""
}

// maxNets is as many networks as a survey tells apart.
const maxNets = 10000

func (w *Weights) networks() []netip.Prefix { return w.nets }

// spread gives each place its part of the weights: a network's by addresses, a
// country's by the addresses of it that are in none of the networks. Of a country
// that has both families IPv4 counts. What nobody is known to have is left out.
func (w *Weights) spread(places []place) {
	sizes := map[string]float64{}
	size := func(p *place, v4 bool) (key string, n, weight float64) {
		n = p.V6
		if v4 {
			n = p.V4
		}
		if p.Part >= 0 {
			return w.nets[p.Part].String(), p.V4 + p.V6, w.ofNets[p.Part]
		}
		return p.Country, n, w.countries[p.Country]
	}
	has4 := map[string]bool{}
	for i := range places {
		has4[places[i].Country] = has4[places[i].Country] || places[i].Part < 0 && places[i].V4 > 0
	}
	for i := range places {
		key, n, _ := size(&places[i], has4[places[i].Country])
		sizes[key] += n
	}
	all := 0.0
	for i := range places {
		key, n, weight := size(&places[i], has4[places[i].Country])
		if sizes[key] > 0 {
			places[i].Weight = weight * n / sizes[key]
		}
		all += places[i].Weight
	}
	for i := range places {
		places[i].Weight /= max(all, 1e-300)
	}
}
