package mutants

import (
	"go/ast"
	"go/build"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// stretch is a part of the packet path, and the packages whose tests walk it:
// its own first, then those that import it.
type stretch struct {
	files []string // patterns of path.Match, from the module's root
	// receivers are the types whose methods answer packets, where others of
	// the same files work before any packet comes: by name, and "" with the
	// functions in plain. None for all.
	receivers, plain []string
	tests            []string
}

// packetPath is the way of a packet: parser, look-up, reply, writer, sockets.
func packetPath() []stretch {
	return []stretch{
		{
			files: []string{"server/wire/*.go"},
			tests: []string{"server/wire", "server/answer", "bench/batter", "server"},
		},
		{
			files:     []string{"server/answer/*.go"},
			receivers: []string{"reply", "Answerer", "slab", "View", "Face", "block", "names", "steeredName"},
			plain:     []string{"setKey", "believed", "NewFace", "keyOf", "raise", "own"},
			tests:     []string{"server/answer", "bench/batter", "server"},
		},
		{
			files: []string{"zones/match.go", "zones/hit.go", "zones/index.go", "zones/key.go", "zones/forest.go", "zones/hash.go"},
			tests: []string{"zones", "server/answer", "server"},
		},
		{
			files:     []string{"server/listen/batched_linux.go", "server/listen/round_linux.go", "server/listen/slots_linux.go"},
			receivers: []string{"batched", "round", "slots"},
			plain:     []string{"from4", "from6", "hostOrder"},
			tests:     []string{"server/listen", "server"},
		},
		{
			files: []string{
				"server/listen/udp.go", "server/listen/packets.go", "server/listen/single.go", "server/listen/pktinfo_linux.go",
				"server/listen/tcp.go", "server/listen/register.go", "server/listen/entry.go", "server/listen/conn.go",
				"server/listen/inbox.go", "server/listen/seat.go", "server/listen/queue.go", "server/listen/limiter*.go",
			},
			tests: []string{"server/listen", "server"},
		},
	}
}

// answers reports whether a function belongs to the path.
func (s *stretch) answers(f *ast.FuncDecl) bool {
	if s.receivers == nil {
		return true
	}
	if f.Recv == nil {
		return slices.Contains(s.plain, f.Name.Name)
	}
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	name, ok := t.(*ast.Ident)
	return ok && slices.Contains(s.receivers, name.Name)
}

// sources lists the files of a stretch that are built on this system, without
// tests, from the module's root and sorted.
func (s *stretch) sources(root string) (files []string, err error) {
	for _, pattern := range s.files {
		found, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(pattern)))
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			dir, name := filepath.Split(f)
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			built, err := build.Default.MatchFile(dir, name)
			if err != nil {
				return nil, err
			}
			if built {
				files = append(files, path.Join(path.Dir(pattern), name))
			}
		}
	}
	slices.Sort(files)
	return slices.Compact(files), nil
}

// survey lists every place of the path whose file's name contains only, in the
// order of the path.
func survey(root, only string) (all []place, err error) {
	path := packetPath()
	for i := range path {
		files, err := path[i].sources(root)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			if !strings.Contains(file, only) {
				continue
			}
			text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
			if err != nil {
				return nil, err
			}
			found, err := placesOf(file, text, &path[i])
			if err != nil {
				return nil, err
			}
			all = append(all, found...)
		}
	}
	return all, nil
}
