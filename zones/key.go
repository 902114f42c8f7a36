package zones

// Key is a name prepared for look-ups. The packet parser fills Wire, Len,
// Labels and Off in its one pass and calls Index; everyone else calls Set.
//
// The zero value is not a valid key. A Key is large (about 1.4 KB): pass it by
// pointer and reuse it. It belongs to one goroutine at a time.
type Key struct {
	Wire   [255]byte   // lower-case wire form
	Len    int         // octets used in Wire, closing zero included
	Labels int         // labels without the root
	Off    [128]uint8  // Off[i] is where label i starts (0 = leftmost); Off[Labels] is where the root's zero octet stands
	Hash   [128]uint64 // Hash[i] is the hash of the suffix that starts at label i; Hash[Labels] = HashRoot
}

// Set makes k the key of n. n must be a valid name; "" makes the root's key.
func (k *Key) Set(n Name) {
	k.Len = copy(k.Wire[:], n)
	k.Labels = 0
	at := 0
	for at < k.Len && k.Wire[at] != 0 && k.Labels < maxLabels {
		k.Off[k.Labels] = uint8(at)
		k.Labels++
		at += 1 + int(k.Wire[at])
	}
	k.Wire[at] = 0
	k.Off[k.Labels] = uint8(at)
	k.Len = at + 1
	k.Index()
}

// Index computes Hash from Wire, Off and Labels, right to left.
func (k *Key) Index() {
	hash := HashRoot
	k.Hash[k.Labels] = hash
	for i := k.Labels - 1; i >= 0; i-- {
		start := int(k.Off[i])
		hash = HashLabel(hash, k.Wire[start+1:start+1+int(k.Wire[start])])
		k.Hash[i] = hash
	}
}

// Name is the name of the key. It allocates: not for the answering path.
func (k *Key) Name() Name {
	return Name(k.Wire[:k.Len])
}

// suffix is the wire form of the name that starts at label i.
func (k *Key) suffix(i int) []byte {
	return k.Wire[k.Off[i]:k.Len]
}
