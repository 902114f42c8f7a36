package outlines

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"geosrv/geo/atlas"
)

// topology is as much of TopoJSON as countries need.
type topology struct {
	Transform struct{ Scale, Translate [2]float64 }
	Arcs      [][][2]int
	Objects   struct {
		Countries struct{ Geometries []geometry }
	}
}

// geometry is one country.
type geometry struct {
	Type       string
	ID         string
	Properties struct{ Name string }
	Arcs       json.RawMessage // of a Polygon [ring][arc], of a MultiPolygon one deeper
}

// polygons are the rings of a country, by polygon.
func (g *geometry) polygons() (out [][][]int) {
	if g.Type == "Polygon" {
		out = make([][][]int, 1)
		json.Unmarshal(g.Arcs, &out[0])
		return out
	}
	json.Unmarshal(g.Arcs, &out)
	return out
}

// path is a country as an SVG path, "" if nothing of it is left.
func (t *topology) path(g geometry) string {
	var b strings.Builder
	for _, polygon := range g.polygons() {
		for _, arcs := range polygon {
			ring := t.ring(arcs)
			for _, turn := range []float64{-360, 0, 360} {
				write(&b, project(sides(ring, turn)))
			}
		}
	}
	return b.String()
}

// ring is a closed line of longitudes and latitudes, in degrees. Longitudes go on
// beyond 180 where the line does. Arc ^n is arc n backwards.
func (t *topology) ring(arcs []int) (points [][2]float64) {
	for _, n := range arcs {
		back := n < 0
		if back {
			n = ^n
		}
		line := t.line(n)
		if back {
			slices.Reverse(line)
		}
		for _, p := range line {
			if n := len(points); n > 0 {
				p[0] -= 360 * math.Round((p[0]-points[n-1][0])/360)
			}
			points = append(points, p)
		}
	}
	return points
}

// line is an arc in degrees.
func (t *topology) line(n int) (points [][2]float64) {
	var at [2]int
	for _, d := range t.Arcs[n] {
		at[0], at[1] = at[0]+d[0], at[1]+d[1]
		points = append(points, [2]float64{
			float64(at[0])*t.Transform.Scale[0] + t.Transform.Translate[0],
			float64(at[1])*t.Transform.Scale[1] + t.Transform.Translate[1],
		})
	}
	return points
}

// sides is what of a ring, turned by degrees, lies between the map's sides.
func sides(ring [][2]float64, turn float64) [][2]float64 {
	out := slices.Clone(ring)
	for i := range out {
		out[i][0] += turn
	}
	out = clip(out, func(lon float64) float64 { return atlas.Center + 180 - lon })
	return clip(out, func(lon float64) float64 { return lon - (atlas.Center - 180) })
}

// clip keeps what of a ring is inside of a meridian (Sutherland and Hodgman, 1974).
func clip(ring [][2]float64, inside func(lon float64) float64) (out [][2]float64) {
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		from, to := inside(p[0]), inside(q[0])
		if from >= 0 {
			out = append(out, p)
		}
		if from > 0 && to < 0 || from < 0 && to > 0 {
			part := from / (from - to)
			out = append(out, [2]float64{p[0] + part*(q[0]-p[0]), p[1] + part*(q[1]-p[1])})
		}
	}
	return out
}

// project puts a ring on the grid of map units.
func project(ring [][2]float64) (points [][2]int) {
	for _, p := range ring {
		x, y := atlas.Project(p[1], p[0])
		at := [2]int{int(math.Round(x)), int(math.Round(y))}
		if len(points) == 0 || points[len(points)-1] != at {
			points = append(points, at)
		}
	}
	if n := len(points); n > 1 && points[0] == points[n-1] {
		points = points[:n-1]
	}
	return points
}

// write adds a ring to a path, if it has an area.
func write(b *strings.Builder, ring [][2]int) {
	twice := 0 // the area
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		twice += p[0]*q[1] - p[1]*q[0]
	}
	if twice == 0 {
		return
	}
	at := ring[0]
	b.WriteString("M" + pair(at[0], at[1]))
	for i, p := range ring[1:] {
		if i == 0 {
			b.WriteByte('l')
		} else if p[0] >= at[0] {
			b.WriteByte(' ')
		}
		b.WriteString(pair(p[0]-at[0], p[1]-at[1]))
		at = p
	}
	b.WriteByte('z')
}

// pair is two numbers; a sign parts them as well as a space does.
func pair(x, y int) string {
	if y < 0 {
		return strconv.Itoa(x) + strconv.Itoa(y)
	}
	return strconv.Itoa(x) + " " + strconv.Itoa(y)
}
