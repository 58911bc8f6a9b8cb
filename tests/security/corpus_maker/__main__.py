"""`python -m corpus_maker FOLDER`: write every file of the corpus, its index, and the certificates to read it with."""

import csv
import lzma
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from corpus_maker import (
    algorithms,
    contents,
    encodings,
    encryption,
    envelopes,
    foreign,
    markup,
    namespaces,
    parts,
    sizes,
    sm2,
    sound,
    wrapping,
    xades,
)
from corpus_maker.case import Case
from corpus_maker.keyring import Pair, new_keyring, registered

OURS = (
    wrapping,
    parts,
    algorithms,
    markup,
    encodings,
    sizes,
    namespaces,
    contents,
    envelopes,
    sm2,
    xades,
    encryption,
    sound,
)
DECRYPTS = "decrypts.pem"
"""The one private key that is kept, with its certificate: it decrypts files of the corpus, and signs nothing."""
COMPRESSED_FROM = 20_000
"""Bytes; larger files are kept compressed (`.xml.xz`)."""


def cases(ring: Mapping[str, Pair]) -> Iterator[Case]:
    """Everything that needs no other stack."""
    for module in OURS:
        yield from module.cases(ring)


def write(folder: Path, ring: Mapping[str, Pair], made: Iterable[Case]) -> None:
    """Write a corpus anew, in the place of the one that is there."""
    for old in (path for path in folder.glob("*") if path.is_dir()):
        shutil.rmtree(old)
    with (folder / "index.csv").open("w", encoding="utf-8", newline="") as file:
        index = csv.writer(file, lineterminator="\n")
        index.writerow(("file", "party", "code", "what"))
        for case in made:
            index.writerow((_write(folder, case), case.party, case.code, case.what))
    for party, names in registered().items():
        for name in names:
            path = folder / "certificates" / party / f"{name}.pem"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(ring[name].certificate.public_bytes(Encoding.PEM))
    pair = ring["hub-decrypts"]
    secret = pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / DECRYPTS).write_bytes(secret + pair.certificate.public_bytes(Encoding.PEM))


def _write(folder: Path, case: Case) -> str:
    large = len(case.body) > COMPRESSED_FROM
    path = folder / f"{case.name}.xml{'.xz' if large else ''}"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(lzma.compress(case.body, preset=9) if large else case.body)
    return str(path.relative_to(folder))


def main(folder: Path) -> None:
    ring = new_keyring()
    write(folder, ring, (*cases(ring), *foreign.cases(ring)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
