package compare

import (
	"fmt"
	"os"
	"strings"
)

// memoryOf is how many octets the processes of a group hold, and how many the one
// of them with the highest peak held. What processes that forked share counts
// once: the private pages of all, and the shared ones of the one that has most.
func memoryOf(group int) (resident, peak float64, err error) {
	private, shared := 0.0, 0.0
	pids := members(group)
	for _, pid := range pids {
		maps, err := kilobytes(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
		if err != nil {
			continue // it ended
		}
		status, err := kilobytes(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			continue
		}
		private += maps["Private_Clean"] + maps["Private_Dirty"]
		shared = max(shared, maps["Shared_Clean"]+maps["Shared_Dirty"])
		peak = max(peak, status["VmHWM"])
	}
	if private == 0 {
		return 0, 0, fmt.Errorf("nothing is known of the memory of group %d (%d processes)", group, len(pids))
	}
	resident = private + shared
	return resident * 1024, max(peak, resident) * 1024, nil
}

// kilobytes reads the lines "Name: N kB" of a file of proc(5).
func kilobytes(file string) (map[string]float64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	out := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		if words := strings.Fields(line); len(words) == 3 && words[2] == "kB" {
			out[strings.TrimSuffix(words[0], ":")] = float64(number(words[1]))
		}
	}
	return out, nil
}
