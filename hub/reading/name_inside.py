"""Find the portal's own id in a submission that is not read, because reading it may kill the worker."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from hub.reading.parse_submission import ID

LOOKED_AT: Final = 1024 * 1024
"""Bytes of a body that are looked at."""
TOKENS: Final = 20_000
"""Tokens of a body that are looked at: what nests or repeats without end takes no longer than this."""
_TOKEN: Final = re.compile(rb'"((?:[^"\\]|\\.)*+)"|([{\[])|([}\]])|(:)|([^\s"{}\[\]:]++)', re.DOTALL)


def name_inside(body: bytes) -> str | None:
    """The text of the member `id` of the outermost object; None where there is none, or several.

    Neither decodes nor builds anything, and is content with half a JSON text.
    """
    found = set(_names(body))
    return found.pop() if len(found) == 1 else None


def _names(body: bytes) -> Iterator[str]:
    depth, before, last = 0, b"", b""
    for token in islice(_TOKEN.finditer(body, 0, LOOKED_AT), TOKENS):
        text, opens, closes, *_ = token.groups()
        depth += bool(opens) - bool(closes)
        if depth == 1 and (before, last) == (b'"id"', b":") and text is not None:
            name = text.decode("ascii", "replace")
            if ID.fullmatch(name) and "\\" not in name:
                yield name
        before, last = last, token.group()[:5]
