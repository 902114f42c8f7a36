package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestManPage(t *testing.T) {
	root := newRootCommand()
	cmd, _, err := root.Find([]string{"undo"})
	if err != nil {
		t.Fatal(err)
	}
	cmd.Long = ".a line that begins\nlike 'a request, or \\ -one\n"
	got := newManPage(cmd)
	if got.name != "geosrv-undo.1" {
		t.Errorf("the page is %s", got.name)
	}
	for _, want := range []string{
		".TH GEOSRV\\-UNDO 1 \"\" \"geosrv\" \"geosrv manual\"\n",
		".SH NAME\ngeosrv\\-undo \\- take back what an operator said\n",
		".SH SYNOPSIS\n.nf\ngeosrv undo [ID] [flags]\n.fi\n",
		".SH DESCRIPTION\n.nf\n\\&.a line that begins\nlike 'a request, or \\e \\-one\n.fi\n",
		".TP\n\\-y, \\-\\-yes\ndo not ask on a terminal\n",
		".TP\n\\-\\-reason string\nwhy, for those who read overrides and history\n",
		".SH SEE ALSO\ngeosrv(1)\n",
	} {
		if !strings.Contains(got.text, want) {
			t.Errorf("the page lacks\n%s\nit is\n%s", want, got.text)
		}
	}
}

// The page of the program has what the program says of itself.
func TestManOfTheProgram(t *testing.T) {
	text := newManPage(newRootCommand()).text
	for _, want := range []string{
		".SH SYNOPSIS\ngeosrv COMMAND [ARGUMENT...]\n.SH COMMANDS\n.SS Begin\n.TP 16\n\\fBdemo\\fR\nShow a failover",
		".SS The manual, by geosrv help PAGE\n.TP 16\n\\fBstart\\fR\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// There is a page for each verb and each topic, and groff has nothing to warn of.
func TestManPages(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "man")
	root := newRootCommand()
	var said bytes.Buffer
	root.SetOut(&said)
	root.SetArgs([]string{"man", dir})
	if err := root.Execute(); err != nil {
		t.Fatal(err)
	}
	var names []string
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		names = append(names, f.Name())
	}
	for _, want := range []string{"geosrv.1", "geosrv-serve.1", "geosrv-geo-build.1", "geosrv-lync.7", "geosrv-configuration.7"} {
		if !slices.Contains(names, want) {
			t.Errorf("no page %s among %s", want, names)
		}
	}
	if slices.Contains(names, "geosrv-man.1") {
		t.Error("a hidden verb has a page")
	}
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("groff is not installed: what it warns of is not looked at")
	}
	args := []string{"-man", "-Tascii", "-ww", "-z"}
	for _, name := range names {
		args = append(args, filepath.Join(dir, name))
	}
	if out, err := exec.Command(groff, args...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("groff: %v\n%s", err, out)
	}
}
