package metrics

import "runtime"

func planFamilies() []Family {
	return []Family{
		gauge("geosrv_build_info", "1, with the version of the program.", "version", "go_version"),
		gauge("geosrv_plan_generation", "Generation of the plan that queries are answered from."),
		gauge("geosrv_plan_published_timestamp_seconds", "When that plan was published."),
		counter("geosrv_plan_publishes_total", "Plans published since the start."),
		counter("geosrv_publisher_faults_total", "Faults in geosrv that kept a plan from being published. The plan before stayed."),
		gauge("geosrv_input_changed_timestamp_seconds", "When an input that is served was read with another content than before.", "input"),
		gauge("geosrv_zones", "Zones served."),
		gauge("geosrv_names", "Names in all zones."),
		gauge("geosrv_steered_sets", "Record sets that follow pools."),
		gauge("geosrv_groups", "Groups of steered sets, one decision each."),
		gauge("geosrv_geo_classes", "Kinds of places that are answered alike."),
		gauge("geosrv_geo_database_built_timestamp_seconds", "When the geo database that is served was built; 0 without one."),
		counter("geosrv_reloads_total", "Attempts to load files after the start, by what came of them.", "result"),
		gauge("geosrv_last_reload_timestamp_seconds", "When files were last loaded, or refused; 0: not since the start."),
		gauge("geosrv_last_reload_success", "1 if all files are good; 0 if the last good content of one is served."),
	}
}

// plan tells what is served, and how old it is.
func (s *sheet) plan(snap *Snapshot) {
	p, r := &snap.Plan, &snap.Reloads
	s.put("geosrv_build_info", 1, snap.Version, runtime.Version())
	s.put("geosrv_plan_generation", float64(p.Generation))
	s.put("geosrv_plan_published_timestamp_seconds", unix(p.Published))
	s.put("geosrv_plan_publishes_total", float64(p.Publishes))
	s.put("geosrv_publisher_faults_total", float64(p.Faults))
	for _, in := range snap.Inputs {
		s.put("geosrv_input_changed_timestamp_seconds", unix(in.Loaded), in.Name)
	}
	s.put("geosrv_zones", float64(p.Zones))
	s.put("geosrv_names", float64(p.Names))
	s.put("geosrv_steered_sets", float64(p.Sets))
	s.put("geosrv_groups", float64(p.Groups))
	s.put("geosrv_geo_classes", float64(p.Classes))
	s.put("geosrv_geo_database_built_timestamp_seconds", unix(p.DatabaseOf))
	s.put("geosrv_reloads_total", float64(r.Good), "good")
	s.put("geosrv_reloads_total", float64(r.Partial), "partial")
	s.put("geosrv_reloads_total", float64(r.Refused), "refused")
	s.put("geosrv_last_reload_timestamp_seconds", unix(r.Last))
	s.put("geosrv_last_reload_success", truth(r.LastGood))
}
