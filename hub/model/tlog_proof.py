"""A proof that a log holds an entry, as one text (C2SP tlog-proof): position, path through the tree, signed note."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hub.model.hash_lines import hash_lines, parse_hash_lines

FIRST_LINE: Final = "c2sp.org/tlog-proof@v1"
_POSITION: Final = re.compile(r"index (0|[1-9][0-9]{0,18})")
_LONGEST_PATH: Final = 64
"""Hashes: a log has fewer than 2^63 entries."""


@dataclass(frozen=True, slots=True)
class TlogProof:
    """Where an entry stands in a log, and what proves it. The entry itself is not in it."""

    position: int
    path: Sequence[bytes]
    """The inclusion proof (RFC 6962, 2.1.1), the leaf's side first."""
    note: str
    """The signed checkpoint."""

    def __str__(self) -> str:
        return f"{FIRST_LINE}\nindex {self.position}\n{hash_lines(self.path)}\n{self.note}"


def parse_tlog_proof(text: str) -> TlogProof:
    """Read a proof without extra data; raises ValueError. Nothing is verified."""
    head, _, note = text.partition("\n\n")
    first, position, *hashes = [*head.split("\n"), ""][:-1] if "\n" in head else ["", ""]
    found = _POSITION.fullmatch(position)
    if first != FIRST_LINE or found is None or not note or len(hashes) > _LONGEST_PATH:
        raise ValueError("not a proof: a line for the format, the index, the hashes, an empty line, a checkpoint")
    return TlogProof(int(found[1]), parse_hash_lines(hashes), note)
