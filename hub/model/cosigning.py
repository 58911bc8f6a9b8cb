"""What a log asks of a witness (C2SP tlog-witness, add-checkpoint)."""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hub.model.tree import EMPTY_ROOT

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
        hashes = "".join(f"{base64.b64encode(one).decode()}\n" for one in self.proof)
        return f"old {self.old}\n{hashes}\n{self.note}"


def parse_add_checkpoint(body: str) -> AddCheckpoint:
    """Read the body of a request; raises ValueError."""
    head, separator, note = body.partition("\n\n")
    first, *lines = head.split("\n")
    size = _OLD.fullmatch(first)
    proof = [base64.b64decode(line, validate=True) for line in lines]
    if not separator or not size or len(proof) > _LONGEST or any(len(one) != len(EMPTY_ROOT) for one in proof):
        raise ValueError("not a request to cosign: old size, proof, empty line, checkpoint")
    return AddCheckpoint(int(size[1]), proof, note)
