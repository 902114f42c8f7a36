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

// bigHead is how the zone starts, for a serial. It is of one size for any.
const bigHead = "$ORIGIN big.example.\n$TTL 300\n@ SOA ns h %010d 7200 900 1209600 60\n@ NS ns\nns A 192.0.2.53\n"

// bigZone is a zone of a million records that is loaded again and again, as a reload
// does beside a publisher. Make it with writeBig.
type bigZone struct {
	path   string
	loader *load.Loader
	built  int
}

// writeBig writes the zone and a configuration into a folder, and loads it for the
// first time: what is built later is built beside a world that is served.
func writeBig(dir string) (*bigZone, error) {
	z := &bigZone{path: filepath.Join(dir, "big.example.zone")}
	f, err := os.Create(z.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b := bufio.NewWriter(f)
	fmt.Fprintf(b, bigHead, 1)
	for i := range bigNames {
		fmt.Fprintf(b, "c%[1]d A 10.%d.%d.%d\nc%[1]d AAAA 2001:db8::%[2]x:%[5]x\n_sip._tls.c%[1]d SRV 10 10 443 c%[1]d\n_sip._tls.c%[1]d SRV 20 10 443 ns\n",
			i, i>>16, i>>8&255, i&255, i&0xffff)
	}
	if err := b.Flush(); err != nil {
		return nil, err
	}
	config := filepath.Join(dir, "big.yaml")
	if err := os.WriteFile(config, []byte("zones: [big.example.zone]\n"), 0o600); err != nil {
		return nil, err
	}
	z.loader = load.New(slog.New(slog.DiscardHandler), config)
	_, err = z.loader.Load()
	return z, err
}

// change gives the zone a serial of its own.
func (z *bigZone) change(serial int) error {
	f, err := os.OpenFile(z.path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = fmt.Fprintf(f, bigHead, serial)
	return err
}

// build changes and loads the zone once.
func (z *bigZone) build() error {
	if err := z.change(z.built + 2); err != nil {
		return err
	}
	next, err := z.loader.Load()
	if err != nil {
		return err
	}
	if !next.Changed {
		return fmt.Errorf("%s: the change was not seen", z.path)
	}
	next.Release()
	z.built++
	return nil
}

// start builds the zone until it is stopped. stop returns how often it was built.
func (z *bigZone) start(ctx context.Context) (stop func() (int, error)) {
	ctx, cancel := context.WithCancel(ctx)
	var failed error
	var wait sync.WaitGroup
	wait.Go(func() {
		for ctx.Err() == nil && failed == nil {
			failed = z.build()
		}
	})
	return func() (int, error) {
		cancel()
		wait.Wait()
		return z.built, failed
	}
}
