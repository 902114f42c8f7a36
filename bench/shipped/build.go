package shipped

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
)

// Build makes geosrv in a folder and returns its path; if a program is named, its
// absolute path, and nothing is made. The error has what the compiler said.
func Build(ctx context.Context, dir, program string) (string, error) {
	if program != "" {
		return filepath.Abs(program)
	}
	program = filepath.Join(dir, "geosrv")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", program, "geosrv/cmd/geosrv").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w: %s (name a program by --geosrv)", err, out)
	}
	return program, nil
}
