package geo

import "math"

// earthRadius is the mean radius of the Earth in kilometres (IUGG).
const earthRadius = 6371.0088

// Distance is the great-circle distance in kilometres between two points in
// degrees, on a sphere. It differs from the true distance by up to 0.5 %.
func Distance(lat1, lon1, lat2, lon2 float64) float64 {
	return pointOf(lat1, lon1).distance(pointOf(lat2, lon2))
}

// point is a place on the unit sphere. Comparing thousands of places with dozens of
// sites needs the sines of each place only once in this form.
type point struct{ x, y, z float64 }

func pointOf(lat, lon float64) point {
	sinLat, cosLat := math.Sincos(lat * math.Pi / 180)
	sinLon, cosLon := math.Sincos(lon * math.Pi / 180)
	return point{cosLat * cosLon, cosLat * sinLon, sinLat}
}

// distance uses the chord, which is exact for neighbours, where the scalar product
// is not.
func (p point) distance(q point) float64 {
	dx, dy, dz := p.x-q.x, p.y-q.y, p.z-q.z
	half := math.Sqrt(dx*dx+dy*dy+dz*dz) / 2
	return 2 * earthRadius * math.Asin(min(half, 1))
}

// km is the distance in whole kilometres: the unit in which sites tie.
func (p point) km(q point) int32 { return int32(math.Round(p.distance(q))) }
