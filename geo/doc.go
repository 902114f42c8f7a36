// Package geo is place: it turns an address into a class and a scope.
package geo
