package listen

import "golang.org/x/sys/unix"

// roundSize is how many packets a round has at most. With 32 a call into the
// kernel costs each packet little, the round's lines fit the first cache
// beside the answerer's, and the first of a full round waits for 31 others:
// some tens of microseconds.
const roundSize = 32

// slotSize is how far apart messages are: a whole one of any size fits, so that
// none is ever cut short. The rest keeps the first octets of the slots from
// sharing a set of the cache, as they would at equal places of their pages.
const slotSize = 64<<10 + 5*64

// slot has room for one message of any size.
type slot = Message

// slots is room for the requests and replies of a round. It is address space
// first of all: only the pages that were ever written to are memory. Messages
// have some hundred octets, which makes some 300 KiB; a sender of the largest
// can make it 4 MiB, and no more. It stands outside of Go's heap, whose size
// would pace the collector by pages that nobody uses. Not to be used after
// release.
type slots []byte

func newSlots() (slots, error) {
	const size = 2 * roundSize * slotSize
	m, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	if err != nil {
		return nil, err
	}
	_ = unix.Madvise(m, unix.MADV_NOHUGEPAGE) // a huge page would be 2 MiB for one packet
	return m, nil
}

// request is where the i-th request comes to stand.
func (s slots) request(i int) *slot { return (*slot)(s[i*slotSize:]) }

// reply is where the i-th reply does.
func (s slots) reply(i int) *slot { return s.request(roundSize + i) }

func (s slots) release() { _ = unix.Munmap(s) }
