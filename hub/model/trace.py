"""A trace of others that a submission belongs to (W3C Trace Context), carried as it came."""

import re
from typing import Any, Final

TRACEPARENT: Final = "traceparent"
"""Name of the header of a message, and of the extension attribute of a CloudEvent."""
_FORM: Final = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def read_traceparent(said: Any) -> str:
    """The same text if it is a traceparent of version 00; otherwise empty: a trace that cannot be read is ignored."""
    text = said.decode("latin-1") if isinstance(said, bytes) else said
    return text if isinstance(text, str) and _FORM.fullmatch(text) else ""
