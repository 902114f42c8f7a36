package shipped

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Metrics calls each with every sample that a status page tells: its name with its
// labels, as it is written, and its value. page is http://ADDR:PORT.
func Metrics(ctx context.Context, page string, each func(name string, value float64)) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, page+"/metrics", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", request.URL, response.Status)
	}
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() {
		line := lines.Text()
		at := strings.LastIndexByte(line, ' ')
		if at < 0 || strings.HasPrefix(line, "#") {
			continue
		}
		value, err := strconv.ParseFloat(line[at+1:], 64)
		if err != nil {
			return fmt.Errorf("%s: %q: %w", request.URL, line, err)
		}
		each(line[:at], value)
	}
	return lines.Err()
}
