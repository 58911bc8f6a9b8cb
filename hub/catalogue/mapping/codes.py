"""Code lists: values that a portal and a party agree on."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class CodeList:
    """Values that both sides agreed on: the portal's code, the code on the wire, and the meaning."""

    name: str
    to_wire: Mapping[str, str]
    from_wire: Mapping[str, str]
    labels: Mapping[str, str]
    """Chinese labels by the portal's code."""
