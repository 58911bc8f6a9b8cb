"""Files that the URLs of broker and database name: certificates, keys, revocation lists."""

import re
from pathlib import Path
from urllib.parse import quote, unquote

_NAMED = "certfile|keyfile|sslrootcert|sslcert|sslkey|sslcrl|sslcrldir"
_FILES = re.compile(rf"([?&](?:{_NAMED})=)(?!system(?:&|$))([^&]+)")
"""`system` is no file, but the system's authorities."""


def with_files_in(folder: Path, url: str) -> str:
    """The URL with the relative paths in its parameters made the folder's."""

    def absolute(found: re.Match[str]) -> str:
        return found[1] + quote(str((folder / unquote(found[2])).absolute()))

    return _FILES.sub(absolute, url)
