"""The participants of the customs platform."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Platform:
    """The ids of the hub and of parties on the platform."""

    hub: str
    """The hub's name in messages of its own form."""
    own: str
    """The hub's id on the platform."""
    parties: Mapping[str, str]
    """The parties' ids on the platform, by party."""
    is_kept: Callable[[str, str], bool] = lambda _party, _kind: False
    """Whether a party's messages of a type are part of its feed and concern no document of the hub."""
