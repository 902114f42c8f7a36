package atlas

import "math"

// The map in map units. It ends where the outlines do: at 84 degrees north and at
// 57 degrees south.
const (
	Width  = 2000
	Height = 872
	// Center is the meridian in the middle, in degrees east. The map's sides are
	// opposite of it: in the Bering Strait, where no country is cut in two.
	Center = 11
)

// Numbers of Equal Earth.
const (
	ee1, ee2, ee3, ee4 = 1.340264, -0.081106, 0.000893, 0.003796
	eeM                = 0.8660254037844386 // sqrt(3) / 2
	// radius is that of the globe in map units: the equator is as long as the map
	// is wide.
	radius = Width * eeM * ee1 / (2 * math.Pi)
	top    = 484 // from the northern edge to the equator
)

// Project is where a point of the globe is on the map, in map units. lat and lon
// are degrees, north and east positive. Points beyond the map's edges to the north
// and south lie outside of it. A point on its western and eastern side is on the one
// that it comes from: 191 degrees is east, -169 is west.
func Project(lat, lon float64) (x, y float64) {
	switch lon -= Center; {
	case lon > 180:
		lon -= 360
	case lon < -180:
		lon += 360
	}
	t := math.Asin(eeM * math.Sin(lat*math.Pi/180))
	t2 := t * t
	t6 := t2 * t2 * t2
	x = lon * math.Pi / 180 * math.Cos(t) / (eeM * (ee1 + 3*ee2*t2 + t6*(7*ee3+9*ee4*t2)))
	y = t * (ee1 + ee2*t2 + t6*(ee3+ee4*t2))
	return Width/2 + radius*x, top - radius*y
}
