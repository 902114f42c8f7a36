package server

import (
	"testing"

	"geosrv/server/load/sitedir"
)

// disk is a folder with what a server is configured from.
type disk struct {
	*testing.T
	dir string
}

// What most disks are made of.
const (
	siteConfig = sitedir.Config
	siteZone   = sitedir.Zone
)

// newDisk has the files of a site.
func newDisk(t *testing.T) *disk { return &disk{t, sitedir.New(t).Dir} }

// faultDisk is what served well before.
func faultDisk(t *testing.T) *disk { return &disk{t, sitedir.NewLarge(t).Dir} }

func (d *disk) files() *sitedir.Disk { return &sitedir.Disk{T: d.T, Dir: d.dir} }

func (d *disk) path(name string) string    { return d.files().Path(name) }
func (d *disk) ok(err error)               { d.Helper(); d.files().OK(err) }
func (d *disk) write(name, text string)    { d.Helper(); d.files().Write(name, text) }
func (d *disk) put(name, text string)      { d.Helper(); d.files().Put(name, text) }
func (d *disk) remove(name string)         { d.Helper(); d.files().Remove(name) }
func (d *disk) edit(name, old, new string) { d.Helper(); d.files().Edit(name, old, new) }
