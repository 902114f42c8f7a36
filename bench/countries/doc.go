// Package countries makes the geo database that measurements use: the real country
// data of Debian's tor-geoipdb, which has 662,228 ranges, or, where that is not
// installed, one that is made up.
//
// Its functions may be called from any goroutine.
package countries
