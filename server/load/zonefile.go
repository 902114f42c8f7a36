package load

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"geosrv/zones"
)

// Bounds on what a zone may lose without force: a copy that was cut at the end
// of a line reads well and has lost half of its names.
const (
	shrinkFrom  = 50  // names that a zone had; what a smaller one loses is an edit
	shrinkShare = 0.3 // of the names
	goneShare   = 0.1 // of the zone files of a folder, or one file
)

// grace is how long the zone of a file that vanished from its folder is
// served on: programs that replace files and folders leave gaps.
const grace = 60 * time.Second

// zoneFile is a master file over time.
type zoneFile struct {
	input[zones.Zone]
	from wanted
	gone time.Time // since when its folder does not have it; zero if it has
}

// refreshZones reads all files that may have changed, so many at a time.
func refreshZones(files []*zoneFile, hands int) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(hands, len(files)) {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(files)); i = next.Add(1) - 1 {
				files[i].reread()
			}
		})
	}
	wait.Wait()
}

func (z *zoneFile) reread() {
	z.refresh(zones.MaxFileOctets, func(text []byte, err error) (*zones.Zone, error) {
		if err != nil {
			return nil, zones.Problem{File: z.path, Text: "cannot be read: " + err.Error(), Hint: z.from.where()}
		}
		return z.parse(text)
	})
}

func (z *zoneFile) parse(text []byte) (*zones.Zone, error) {
	var origin zones.Name
	if z.from.origin != "" {
		var err error
		if origin, err = zones.ParseName(z.from.origin); err != nil {
			return nil, fmt.Errorf("%s: name %s: %w", z.from.source.Pos, z.from.origin, err)
		}
	}
	return zones.ReadText(z.path, text, origin)
}

// where says who wants the file.
func (w wanted) where() string {
	return "zones: at " + w.source.Pos.String()
}

// pick is the zone to serve and what is wrong with the newest one, if anything
// is. forced says that a person insists on what is there, byForce how to.
func (z *zoneFile) pick(forced bool, byForce string) (zone *zones.Zone, problem error) {
	if z.newest == nil {
		return z.good, z.problem
	}
	if z.good == nil || z.good == z.newest || forced {
		return z.newest, nil
	}
	if text := z.lost(); text != "" {
		return z.good, zones.Problem{File: z.path, Text: text, Hint: "a copy cut short? " + byForce}
	}
	return z.newest, nil
}

// lost says what the newest zone lacks of the one that is served, if that is
// more than an edit.
func (z *zoneFile) lost() string {
	had, has := z.good.Nodes(), z.newest.Nodes()
	if z.good.Apex() != z.newest.Apex() {
		has = 0
	}
	switch gone := had - has; {
	case has == 1 && had > 1:
		return "nothing but the apex is left"
	case had >= shrinkFrom && float64(gone) > shrinkShare*float64(had):
		return fmt.Sprintf("%d of the %d names are gone", gone, had)
	}
	return ""
}
