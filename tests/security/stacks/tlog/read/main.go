// Reads a published log (C2SP tlog-tiles) with the libraries of others, for the tests:
//
//	tlog-read VERIFIER-KEY FOLDER [FORMER-CHECKPOINT]
//
// Prints every entry in hex, a line each, once the checkpoint's signature, every tile, the inclusion of every entry
// and the consistency with a former checkpoint are verified.
package main

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/transparency-dev/formats/log"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height = 8
	width  = 1 << height
)

// folder reads tiles by their paths in C2SP: without the height, which is always 8.
type folder string

func (f folder) Height() int                     { return height }
func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		content, err := os.ReadFile(f.path(tile))
		if err != nil {
			return nil, err
		}
		found = append(found, content)
	}
	return found, nil
}

func (f folder) path(tile tlog.Tile) string {
	name := strings.Replace(tile.Path(), "tile/"+strconv.Itoa(height)+"/", "tile/", 1)
	return filepath.Join(string(f), strings.Replace(name, "tile/data/", "tile/entries/", 1))
}

// entries reads the bundle of entries beside a tile of level 0: each with its length, two bytes, before it.
func (f folder) entries(number, count int64) ([][]byte, error) {
	content, err := os.ReadFile(f.path(tlog.Tile{H: height, L: -1, N: number, W: int(count)}))
	var found [][]byte
	for err == nil && len(content) > 0 {
		if len(content) < 2 || len(content)-2 < int(content[0])<<8|int(content[1]) {
			return nil, fmt.Errorf("bundle %d is cut off", number)
		}
		end := 2 + int(content[0])<<8 | int(content[1])
		found, content = append(found, content[2:end]), content[end:]
	}
	if err == nil && int64(len(found)) != count {
		err = fmt.Errorf("bundle %d has %d entries", number, len(found))
	}
	return found, err
}

func main() {
	if len(os.Args) < 3 || len(os.Args) > 4 {
		fail(fmt.Errorf("usage: tlog-read VERIFIER-KEY FOLDER [FORMER-CHECKPOINT]"))
	}
	read := folder(os.Args[2])
	tree, err := checkpoint(os.Args[1], filepath.Join(os.Args[2], "checkpoint"))
	if err != nil {
		fail(err)
	}
	hashes := tlog.TileHashReader(tree, read)
	if len(os.Args) == 4 {
		if err := continues(os.Args[1], os.Args[3], tree, hashes); err != nil {
			fail(err)
		}
	}
	for start := int64(0); start < tree.N; start += width {
		if err := print(read, tree, hashes, start); err != nil {
			fail(err)
		}
	}
}

func checkpoint(key, path string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, err
	}
	found, _, _, err := log.ParseCheckpoint(content, verifier.Name(), verifier)
	if err != nil {
		return tlog.Tree{}, err
	}
	return tlog.Tree{N: int64(found.Size), Hash: tlog.Hash(found.Hash)}, nil
}

// continues verifies that the tree begins with that of a former checkpoint.
func continues(key, path string, tree tlog.Tree, hashes tlog.HashReader) error {
	old, err := checkpoint(key, path)
	if err != nil {
		return err
	}
	proof, err := tlog.ProveTree(tree.N, old.N, hashes)
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
}

// print verifies and prints the entries of one bundle.
func print(read folder, tree tlog.Tree, hashes tlog.HashReader, start int64) error {
	entries, err := read.entries(start/width, min(width, tree.N-start))
	if err != nil {
		return err
	}
	for at, entry := range entries {
		position := start + int64(at)
		proof, err := tlog.ProveRecord(tree.N, position, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, position, tlog.RecordHash(entry)); err != nil {
			return err
		}
		fmt.Println(hex.EncodeToString(entry))
	}
	return nil
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
