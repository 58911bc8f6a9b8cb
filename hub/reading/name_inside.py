"""Find the portal's own id in a submission without parsing it, because parsing may kill the worker."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from hub.reading.parse_submission import ID

LOOKED_AT: Final = 1024 * 1024
"""The most bytes of a body that are searched."""
TOKENS: Final = 20_000
"""The most tokens of a body that are searched, so that endless nesting or repetition takes no longer."""
_TOKEN: Final = re.compile(rb'"((?:[^"\\]|\\.)*+)"|([{\[])|([}\]])|(:)|([^\s"{}\[\]:]++)', re.DOTALL)


def name_inside(body: bytes) -> str | None:
    """The text of the member `id` of the outermost object; None if there is none, or if there are several.

    Decodes and builds nothing. An incomplete JSON text is accepted.
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
