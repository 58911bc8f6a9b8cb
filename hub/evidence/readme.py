"""The README of an evidence file: what it proves and what not, and five commands by which a stranger checks it."""

import re
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from hub.evidence.contents import AboutTimestamp, Contents
from hub.evidence.names import README, README_ZH
from hub.model.checkpoint import NoteKey
from hub.model.moments import SECOND, moment

_IF: Final = re.compile(r"\{\{\?(\w+)\}\}(.*)")
"""A line that only some files have."""
_PLACE: Final = re.compile(r"\{\{(\w+)\}\}")


def readmes(contents: Contents, key: NoteKey) -> dict[str, bytes]:
    """The page in English and in Chinese."""
    values = _values(contents, key)
    return {name: _filled(_page(name), values).encode() for name in (README, README_ZH)}


def _page(name: str) -> str:
    return files("hub.evidence").joinpath("pages", name).read_text("utf-8")


def _filled(page: str, values: Mapping[str, str]) -> str:
    """The page with these values in their places; a line under a condition stays where the value is not empty."""
    kept = [
        found[2] if found else line
        for line in page.split("\n")
        if (found := _IF.fullmatch(line)) is None or values[found[1]]
    ]
    return _PLACE.sub(lambda found: values[found[1]], "\n".join(kept))


def _values(contents: Contents, key: NoteKey) -> dict[str, str]:
    document, signer = contents.document, contents.signed_by
    return {
        "name": document.record or document.id,
        "type": document.type,
        "status": document.status,
        "at": _time(contents.made_at),
        "origin": key.name,
        "key": str(key),
        **_timestamp(contents.timestamp),
        "card": "yes" if contents.has_card else "",
        "signed": signer or "",
        "unsigned": "" if signer else "yes",
        "certificate": f"certificates/hub/{signer[:16]}.pem" if signer else "",
        "removed": "yes" if contents.removals else "",
        "document": document.id.replace("-", ""),
        "absent": ", ".join(f"{what} ({sum_})" for sum_, what in contents.absent.items()),
    }


def _timestamp(told: AboutTimestamp | None) -> dict[str, str]:
    if told is None:
        return {"stamped": "", "unstamped": "yes"}
    of_second = {"authority": told.by, "stamped_at": _time(told.at), "stamped_epoch": str(told.at // SECOND)}
    return {"stamped": str(told.transitions), "unstamped": "", **of_second}


def _time(at: int) -> str:
    return f"{moment(at):%Y-%m-%dT%H:%M:%SZ}"
