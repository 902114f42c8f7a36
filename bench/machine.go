package main

import (
	"bufio"
	"os"
	"runtime"
	"strings"
)

// machine is where a figure was measured: figures of two machines do not
// compare.
type machine struct {
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"`
	Go     string `json:"go"`
	Kernel string `json:"kernel"`
	Load   string `json:"load"` // of the last minute, before the start
}

// thisMachine asks the system; what it does not tell stays empty.
func thisMachine() machine {
	m := machine{Cores: runtime.NumCPU(), Go: runtime.Version()}
	if f, err := os.Open("/proc/cpuinfo"); err == nil {
		defer f.Close()
		for lines := bufio.NewScanner(f); lines.Scan() && m.CPU == ""; {
			if name, ok := strings.CutPrefix(lines.Text(), "model name"); ok {
				m.CPU = strings.TrimSpace(strings.TrimLeft(name, "\t :"))
			}
		}
	}
	m.Kernel = word("/proc/sys/kernel/osrelease")
	m.Load = word("/proc/loadavg")
	return m
}

// word is the first word of a file.
func word(file string) string {
	text, err := os.ReadFile(file)
	if err != nil || len(strings.Fields(string(text))) == 0 {
		return ""
	}
	return strings.Fields(string(text))[0]
}
