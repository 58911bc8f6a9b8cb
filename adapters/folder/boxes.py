"""Names of folders and files: the boxes of each side, and the file names that they admit."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept UTC+8 without summer time since 1992; no time-zone database is needed."""

LONGEST_NAME: Final = 180
"""The most bytes of a file's name. The usual limit is 255; claiming and keeping add characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxes:
    """The folders of one owner, as one side of the exchange uses them."""

    take_from: str
    put_in: str
    done: str
    """Acknowledged files, in a folder for each day (Shanghai time)."""
    refused: str
    """Acknowledged files that were refused, and files that cannot be read."""
    taken: str
    """Claimed files, in a folder for each worker."""


HUB_SIDE: Final = Boxes(take_from="OutBox", put_in="InBox", done="SentBox", refused="FailBox", taken=".taken")
OWNER_SIDE: Final = Boxes(take_from="InBox", put_in="OutBox", done="Read", refused="Unread", taken=".reading")


def is_finished(name: str) -> bool:
    """Whether a file of this name may be taken. Names of temporary files start with a dot or end in .tmp."""
    return not name.startswith(".") and not name.endswith(".tmp")


def plain_name(name: str) -> str:
    """Return the name if it is a plain name of a finished file; raises ValueError otherwise."""
    fits = 0 < len(name.encode("utf-8", "surrogatepass")) <= LONGEST_NAME
    if not fits or not is_finished(name) or any(c in "/\\" or not c.isprintable() for c in name):
        raise ValueError(f"not a usable file name: {name[:LONGEST_NAME]!r}")
    return name


def day(at: int) -> str:
    """The Shanghai date (yyyymmdd) of a time in microseconds since 1970, UTC."""
    return datetime.fromtimestamp(at // 1_000_000, UTC).astimezone(SHANGHAI).strftime("%Y%m%d")
