"""What a log asks of a witness (C2SP tlog-witness, add-checkpoint)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hub.model.hash_lines import hash_lines, parse_hash_lines

_OLD: Final = re.compile(r"old (0|[1-9][0-9]{0,18})")
_LONGEST: Final = 63
"""Hashes of a proof."""


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A checkpoint, and the proof that its tree begins with the one that the witness cosigned last."""

    old: int
    """Size of the tree that the witness cosigned last, as far as the log knows; 0 if none."""
    proof: Sequence[bytes]
    note: str
    """The signed checkpoint."""

    def __str__(self) -> str:
        """The body of the request."""
        return f"old {self.old}\n{hash_lines(self.proof)}\n{self.note}"


def parse_add_checkpoint(body: str) -> AddCheckpoint:
    """Read the body of a request; raises ValueError."""
    head, separator, note = body.partition("\n\n")
    first, *lines = head.split("\n")
    size = _OLD.fullmatch(first)
    if not separator or not size or len(lines) > _LONGEST:
        raise ValueError("not a request to cosign: old size, proof, empty line, checkpoint")
    return AddCheckpoint(int(size[1]), parse_hash_lines(lines), note)
