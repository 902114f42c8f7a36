package roster

import (
	"cmp"
	"fmt"
	"time"

	"geosrv/server/config"
	"geosrv/server/steer"
)

// federation is the owner of which a partner reads one record only and checks
// the target against a certificate (domain.md 0: the strict name rule).
const federation = "_sipfederationtls._tcp"

// presetOf is what the profile knows about a draft: the preset of its first
// service owner; for addresses, of the records of policy one that point at
// them.
func (b *builder) presetOf(d *draft) (p config.Preset, addressMode bool) {
	for _, o := range d.owners {
		if o.srv() && !b.passes(o) {
			if p, ok := config.PresetFor(o.profile, o.name.Text()); ok {
				return p, false
			}
		}
	}
	for _, o := range d.owners {
		for _, pp := range b.presetsAt(o.name) {
			if pp.preset.Policy == "one" {
				return pp.preset, true
			}
		}
	}
	return config.Preset{}, true
}

// said returns the first word that somebody said.
func said(words ...string) string { return cmp.Or(words...) }

// policy joins what an entry says with the preset and the defaults.
func (b *builder) policy(d *draft) (p steer.Policy, ok bool) {
	e := d.entry
	preset, addressMode := b.presetOf(d)
	kind := said(e.Policy, preset.Policy)
	if kind != preset.Policy {
		preset.By = "" // it ranks the pools of another policy
	}
	by, failback := said(e.By, preset.By), said(e.Failback, preset.Failback)
	if preset.Owner == federation && addressMode {
		by, failback = said(e.By, "nearest"), said(e.Failback, "command")
	}
	takeover := said(e.Takeover, preset.Takeover, "auto")
	if takeover == "command" && e.Failback == "" {
		failback = "command" // who moves it by hand brings it back by hand
	}
	p = steer.Policy{
		TakeoverCommand: takeover == "command",
		FailbackCommand: failback == "command",
		DownOmit:        said(e.Down, preset.Down) == "omit",
		DrainedDemote:   said(e.Drained, preset.Drained) == "demote",
		Together:        e.Families == "together",
		Standby:         e.Standby,
		First:           cmp.Or(e.First, config.DefaultFirst),
		Step:            cmp.Or(e.Step, config.DefaultStep),
		Rungs:           cmp.Or(e.Rungs, preset.Rungs),
		Rank:            cmp.Or(e.Rank, config.DefaultRank),
		ReturnAfter:     cmp.Or(e.ReturnAfter, config.DefaultReturnAfter),
		Forgive:         cmp.Or(e.Forgive, config.DefaultForgive),
	}
	switch kind {
	case "ladder":
		p.Kind, p.By = steer.Ladder, byWord(said(by, "nearest"))
	case "one":
		p.Kind, p.By = steer.One, byWord(said(by, "listed"))
	case "members":
		p.Kind, p.By = steer.Members, steer.Listed
	default:
		b.problems.add(e.Pos, fmt.Sprintf("%s has no policy", d.name),
			"no profile knows it: say policy: nearest, single, gateway or ladder")
		return p, false
	}
	return p, b.fits(d, p, preset, addressMode)
}

// fits checks the policy against the owners that it is for.
func (b *builder) fits(d *draft, p steer.Policy, preset config.Preset, addressMode bool) bool {
	for _, o := range d.owners {
		if p.Kind == steer.Ladder && !o.srv() {
			b.problems.add(o.pos, fmt.Sprintf("%s has addresses, and a ladder is for SRV records", o.name.Text()),
				"say policy: nearest, single or gateway")
			return false
		}
		if p.Kind == steer.Members && o.srv() {
			b.problems.add(o.pos, fmt.Sprintf("%s has SRV records, and members is for addresses", o.name.Text()),
				"say policy: ladder or one")
			return false
		}
	}
	if preset.Owner == federation && !addressMode && p.Kind == steer.One && p.By == steer.Nearest && !d.entry.Shared {
		b.problems.add(d.entry.Pos, fmt.Sprintf("%s: a moving federation target cannot be nearest", d.name),
			"partners check the target against our certificate and outbound route; say by: listed, or certificate: shared if all pools have the same certificate")
		return false
	}
	if p.Kind == steer.Members && len(d.entry.Pools) > 0 {
		b.problems.add(d.entry.Pools[0].Pos, d.name+" is answered by policy members, which has no pools to choose",
			"say substitute: at its own pool, for when that is silent")
		return false
	}
	if d.entry.Standby && (p.Kind != steer.One || !b.service(d)) {
		b.problems.add(d.entry.Pos, fmt.Sprintf("%s has no SRV records of policy one, behind which others could stand", d.name),
			"publish_standby wants a target for each pool: a name whose addresses move has one only")
		return false
	}
	return true
}

func byWord(w string) steer.By {
	switch w {
	case "listed":
		return steer.Listed
	case "zone":
		return steer.Zone
	}
	return steer.Nearest
}

// ttls are the two TTLs of an entry in seconds, never below five.
func (b *builder) ttls(e *config.Entry) (settled, unsettled uint32) {
	seconds := func(d time.Duration) uint32 { return uint32(max(d, config.MinTTL) / time.Second) }
	settled = seconds(cmp.Or(e.TTL, b.r.Config.TTL))
	unsettled = seconds(cmp.Or(e.TTLUnsettled, b.r.Config.TTLUnsettled))
	return settled, min(settled, unsettled)
}

func (b *builder) observes(e *config.Entry) bool {
	switch e.Mode {
	case "observe":
		return true
	case "steer":
		return false
	}
	return b.r.Config.Observe
}
