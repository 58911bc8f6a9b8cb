// Verifies a C2SP tlog-proof with the libraries of others, for the tests:
//
//	tlog-proof VERIFIER-KEY ENTRY-IN-HEX PROOF
package main

import (
	"encoding/hex"
	"fmt"
	"os"

	"github.com/transparency-dev/formats/log"
	"github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 4 {
		fail(fmt.Errorf("usage: tlog-proof VERIFIER-KEY ENTRY-IN-HEX PROOF"))
	}
	content, err := os.ReadFile(os.Args[3])
	if err == nil {
		err = verify(os.Args[1], os.Args[2], content)
	}
	if err != nil {
		fail(err)
	}
}

func verify(key, entry string, content []byte) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	record, err := hex.DecodeString(entry)
	if err != nil {
		return err
	}
	var found proof.TLogProof
	if err := found.Unmarshal(content); err != nil {
		return err
	}
	checkpoint, _, _, err := log.ParseCheckpoint(found.Checkpoint, verifier.Name(), verifier)
	if err != nil {
		return err
	}
	path := make(tlog.RecordProof, len(found.Hashes))
	for i, hash := range found.Hashes {
		path[i] = tlog.Hash(hash)
	}
	root := tlog.Hash(checkpoint.Hash)
	return tlog.CheckRecord(path, int64(checkpoint.Size), root, int64(found.Index), tlog.RecordHash(record))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
