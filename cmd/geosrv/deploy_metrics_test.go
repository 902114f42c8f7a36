package main

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// rules is a file of alert rules.
type rules struct {
	Groups []struct {
		Name  string
		Rules []struct {
			Alert, Expr, For    string
			Labels, Annotations map[string]string
		}
	}
}

// TestAlertRules: the rules are whole, each once, and of metrics that there are.
func TestAlertRules(t *testing.T) {
	text := deployed(t, "prometheus-rules.yml")
	var all rules
	if err := yaml.Unmarshal([]byte(text), &all); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, g := range all.Groups {
		for _, r := range g.Rules {
			if seen[r.Alert] || !strings.HasPrefix(r.Alert, "Geosrv") {
				t.Errorf("%s: %q is there twice, or is no name of ours", g.Name, r.Alert)
			}
			seen[r.Alert] = true
			if !slices.Contains([]string{"page", "ticket"}, r.Labels["severity"]) || r.Annotations["summary"] == "" || r.Expr == "" {
				t.Errorf("%s lacks something: %+v", r.Alert, r)
			}
		}
	}
	if len(seen) < 15 {
		t.Errorf("%d rules were read", len(seen))
	}
	if unknown := unknownMetrics(text); unknown != nil {
		t.Errorf("there are no %v", unknown)
	}
}

// TestAlertRulesParse has Prometheus's own tool read the expressions.
func TestAlertRulesParse(t *testing.T) {
	promtool := needProgram(t, "promtool", "prometheus")
	out, err := exec.Command(promtool, "check", "rules", "deploy/prometheus-rules.yml").CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestDashboard: the dashboard is JSON that Grafana takes, of metrics that there
// are.
func TestDashboard(t *testing.T) {
	text := deployed(t, "grafana-dashboard.json")
	var board struct {
		Title, UID string
		Panels     []struct {
			ID          int
			Type, Title string
			GridPos     struct{ X, Y, W, H int }
			Targets     []struct{ Expr string }
		}
	}
	if err := json.Unmarshal([]byte(text), &board); err != nil {
		t.Fatal(err)
	}
	ids := map[int]bool{}
	for _, p := range board.Panels {
		if ids[p.ID] || p.Title == "" || p.GridPos.W <= 0 || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("panel %d %q has the number of another one, no title, or no place: %+v", p.ID, p.Title, p.GridPos)
		}
		ids[p.ID] = true
		if (p.Type == "row") != (len(p.Targets) == 0) {
			t.Errorf("panel %q (%s) asks for %d things", p.Title, p.Type, len(p.Targets))
		}
	}
	if len(ids) < 20 {
		t.Errorf("%d panels were read", len(ids))
	}
	if unknown := slices.DeleteFunc(unknownMetrics(text), func(s string) bool { return s == board.UID }); len(unknown) > 0 {
		t.Errorf("there are no %v", unknown)
	}
}
