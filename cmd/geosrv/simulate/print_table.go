package simulate

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// table aligns columns, numbers to the right.
func (p *page) table(rows [][]string) {
	var width []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(width) {
				width = append(width, 0)
			}
			width[i] = max(width[i], len(cell))
		}
	}
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", width[i]-len(cell))
			if i > 1 && strings.HasSuffix(rows[len(rows)-1][i], "%") {
				b.WriteString("  " + pad + cell)
			} else {
				b.WriteString("  " + cell + pad)
			}
		}
		p.print("%s\n", strings.TrimRight(b.String(), " "))
	}
}

// percents are shares with one decimal that add up to what they should: what
// rounding leaves goes to those that lost most by it.
func percents(shares []float64) []string {
	sum, floor, out := 0.0, 0, make([]int, len(shares))
	lost := make([]int, len(shares))
	for i, s := range shares {
		sum += s
		out[i] = int(math.Floor(1000*s + 1e-9))
		floor += out[i]
		lost[i] = i
	}
	slices.SortStableFunc(lost, func(a, b int) int {
		return cmp.Compare(1000*shares[b]-float64(out[b]), 1000*shares[a]-float64(out[a]))
	})
	for i := 0; i < int(math.Round(1000*sum))-floor; i++ {
		out[lost[i%len(lost)]]++
	}
	words := make([]string, len(out))
	for i, n := range out {
		words[i] = fmt.Sprintf("%d.%d %%", n/10, n%10)
	}
	return words
}
