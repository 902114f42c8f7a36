package main

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"geosrv/server/load"
)

// bigNames is how many names of four records the zone has that is built beside
// the flips: a million records.
const bigNames = 250_000

// writeBig writes a zone of a million records and a configuration into a folder,
// and returns the configuration's path.
func writeBig(dir string) (string, error) {
	f, err := os.Create(filepath.Join(dir, "big.example.zone"))
	if err != nil {
		return "", err
	}
	defer f.Close()
	b := bufio.NewWriter(f)
	fmt.Fprint(b, "$ORIGIN big.example.\n$TTL 300\n@ SOA ns h 1 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n")
	for i := range bigNames {
		fmt.Fprintf(b, "c%[1]d A 10.%d.%d.%d\nc%[1]d AAAA 2001:db8::%x\n_sip._tls.c%[1]d SRV 10 10 443 c%[1]d\n_sip._tls.c%[1]d SRV 20 10 443 ns\n",
			i, i>>16, i>>8&255, i&255, i+1)
	}
	if err := b.Flush(); err != nil {
		return "", err
	}
	config := filepath.Join(dir, "big.yaml")
	return config, os.WriteFile(config, []byte("zones: [big.example.zone]\n"), 0o600)
}

// build builds the big zone again and again, as a reload does beside a publisher,
// until it is stopped. stop returns how often it was built.
func build(ctx context.Context, config string) (stop func() (int, error)) {
	ctx, cancel := context.WithCancel(ctx)
	built, failed := 0, error(nil)
	var wait sync.WaitGroup
	wait.Go(func() {
		for ctx.Err() == nil && failed == nil {
			if _, failed = load.New(slog.New(slog.DiscardHandler), config).Load(); failed == nil {
				built++
			}
		}
	})
	return func() (int, error) {
		cancel()
		wait.Wait()
		return built, failed
	}
}
